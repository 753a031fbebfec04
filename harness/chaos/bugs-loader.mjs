// A loader of rspack: gives the compiler the patched text in the place of the file's own (options: `{ text }`).
export default function patched() {
  return this.getOptions().text;
}
