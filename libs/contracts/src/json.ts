/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined };

/** A JSON object. An undefined member is not written: optional fields of zod shapes have this type. */
export interface JsonObject {
  [key: string]: Json | undefined;
}
