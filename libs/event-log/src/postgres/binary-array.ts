/** Type OIDs of PostgreSQL (pg_type), which a binary array names in its header. */
const OID = { bytea: 17, int4: 23, text: 25, uuid: 2950 } as const;

const HEADER = 20;

/**
 * One-dimensional arrays in PostgreSQL's binary format (array_send in utils/adt/arrayfuncs.c): dimensions, null
 * flag, element type, length and lower bound as int32, then each element's length and bytes. A Buffer parameter
 * travels in binary, so the server need not parse and unescape the text of every event.
 */
function header(oid: number, length: number, bytes: number, hasNulls = false): Buffer {
  const array = Buffer.allocUnsafe(HEADER + bytes);
  array.writeInt32BE(1, 0);
  array.writeInt32BE(Number(hasNulls), 4);
  array.writeInt32BE(oid, 8);
  array.writeInt32BE(length, 12);
  array.writeInt32BE(1, 16);
  return array;
}

export function textArray(items: readonly string[]): Buffer {
  let bytes = 0;
  for (const item of items) bytes += Buffer.byteLength(item) + 4;
  const array = header(OID.text, items.length, bytes);
  let at = HEADER;
  for (const item of items) {
    const size = array.write(item, at + 4);
    array.writeInt32BE(size, at);
    at += size + 4;
  }
  return array;
}

/** `text[]` with nulls. */
export function nullableTextArray(items: readonly (string | null)[]): Buffer {
  let bytes = 0;
  for (const item of items) bytes += (item === null ? 0 : Buffer.byteLength(item)) + 4;
  const array = header(OID.text, items.length, bytes, true);
  let at = HEADER;
  for (const item of items) {
    const size = item === null ? 0 : array.write(item, at + 4);
    array.writeInt32BE(item === null ? -1 : size, at);
    at += size + 4;
  }
  return array;
}

export function intArray(items: readonly number[]): Buffer {
  const array = header(OID.int4, items.length, items.length * 8);
  let at = HEADER;
  for (const item of items) at = array.writeInt32BE(item, array.writeInt32BE(4, at));
  return array;
}

/** `bytea[]` of hex texts of one length, in bytes. */
export function hexArray(items: readonly string[], size: number): Buffer {
  return fixedArray(OID.bytea, items, size);
}

export function uuidArray(items: readonly string[]): Buffer {
  return fixedArray(OID.uuid, items.map(hexOfUuid), 16);
}

function hexOfUuid(uuid: string): string {
  return uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + uuid.slice(19, 23) + uuid.slice(24);
}

function fixedArray(oid: number, items: readonly string[], size: number): Buffer {
  const array = header(oid, items.length, items.length * (size + 4));
  let at = HEADER;
  for (const item of items) {
    at = array.writeInt32BE(size, at);
    at += array.write(item, at, 'hex');
  }
  return array;
}
