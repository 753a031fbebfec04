import { z } from 'zod';

/** A line of the table of settings. `default` is null when the setting has none, `required` when it must be set. */
export interface Setting {
  name: string;
  default: string | null;
  required: boolean;
  description: string;
}

/**
 * Every setting of a configuration schema, in its order, for the documented table.
 * @throws Error when a setting has no description: an undocumented setting is a defect
 */
export function describeSettings(schema: z.ZodObject): Setting[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => {
    if (typeof property === 'boolean' || !property.description)
      throw new Error(`setting ${name} has no description`);
    return {
      name,
      // An empty list is no default anybody could read.
      default: property.default === undefined || property.default === '' ? null : textOf(property.default),
      required: required.includes(name),
      description: property.description,
    };
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
