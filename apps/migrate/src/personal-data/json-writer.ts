/** Writes text, and resolves when there is room for more. */
export type Output = (text: string) => Promise<void>;

/** Members of an object: each is a value, or a stream of items. */
type Member = readonly [name: string, value: unknown];

/** A value that is written as a stream. */
export class Streamed {
  constructor(readonly write: (output: Output, indent: string) => Promise<void>) {}
}

/** An object whose members are written one after the other. */
export function streamedObject(members: () => AsyncIterable<Member> | Iterable<Member>): Streamed {
  return new Streamed(async (output, indent) => {
    await output('{');
    let isFirst = true;
    for await (const [name, value] of members()) {
      await output(`${isFirst ? '' : ','}\n${indent}  ${JSON.stringify(name)}: `);
      await writeValue(output, value, `${indent}  `);
      isFirst = false;
    }
    await output(isFirst ? '}' : `\n${indent}}`);
  });
}

/** A list whose items are written one by one, a line each. */
export function streamedList(items: () => AsyncIterable<unknown>): Streamed {
  return new Streamed(async (output, indent) => {
    await output('[');
    let isFirst = true;
    for await (const item of items()) {
      await output(`${isFirst ? '' : ','}\n${indent}  ${JSON.stringify(item)}`);
      isFirst = false;
    }
    await output(isFirst ? ']' : `\n${indent}]`);
  });
}

/** Writes a JSON document of any size. */
export async function writeJson(output: Output, value: unknown): Promise<void> {
  await writeValue(output, value, '');
  await output('\n');
}

async function writeValue(output: Output, value: unknown, indent: string): Promise<void> {
  if (value instanceof Streamed) await value.write(output, indent);
  else await output(JSON.stringify(value));
}
