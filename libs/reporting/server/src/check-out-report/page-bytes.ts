/**
 * Most bytes of JSON on a page, unless one row alone is longer: half of what NATS carries by default (1 MiB), so
 * that the page and what is around it always fit.
 */
export const PAGE_BYTES = 512 * 1024;

/** As many of the rows, from the first on, as fit into so many bytes of JSON; at least one, or no export would end. */
export function fitting<Row>(rows: readonly Row[], bytes = PAGE_BYTES): Row[] {
  let left = bytes;
  const end = rows.findIndex((row, at) => {
    left -= Buffer.byteLength(JSON.stringify(row)) + 1;
    return left < 0 && at > 0;
  });
  return rows.slice(0, end === -1 ? rows.length : end);
}
