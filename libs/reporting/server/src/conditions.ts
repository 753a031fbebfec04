/** Conditions of a statement, with their values as its parameters. */
export class Conditions {
  /** Parameters, in the order of their numbers. */
  readonly values: unknown[] = [];
  private readonly texts: string[] = [];

  /** Adds a condition; each value in the template becomes a parameter. */
  and(parts: TemplateStringsArray, ...values: readonly unknown[]): this {
    return this.add(String.raw({ raw: parts }, ...values.map((value) => this.parameter(value))));
  }

  /** Adds a condition without values. */
  add(text: string): this {
    this.texts.push(text);
    return this;
  }

  /** Adds a value for a condition that another function writes. @returns its placeholder, such as `$3` */
  parameter(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  /** `WHERE …` with further conditions that have no values; empty without any condition. */
  where(...further: string[]): string {
    const all = [...this.texts, ...further];
    return all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`;
  }
}
