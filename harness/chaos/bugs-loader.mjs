// A loader for rspack that replaces a file's text with the patched text (options: `{ text }`).
export default function patched() {
  return this.getOptions().text;
}
