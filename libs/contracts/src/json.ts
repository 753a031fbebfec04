/** Any JSON value: what an event, a message or an answer may hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined };

/** A JSON object. A member that is undefined is not written: optional fields of zod shapes are of this type. */
export interface JsonObject {
  [key: string]: Json | undefined;
}
