import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { CheckOutReportRow, reportingRpc, ResponseOf } from '@countersign/contracts';
import { CHECK_OUT_CSV_HEADER, checkOutCsvLine } from './check-out-csv.js';

type Page = ResponseOf<typeof reportingRpc.checkOuts>;

/** Fetches a page: after a cursor, or the first page. */
type FetchPage = (cursor: string | null) => Promise<Page>;

interface Format {
  type: string;
  file: string;
  header: string;
  line: (row: CheckOutReportRow) => string;
}

const FORMATS = {
  'text/csv': {
    type: 'text/csv; charset=utf-8; header=present',
    file: 'check-outs.csv',
    header: CHECK_OUT_CSV_HEADER,
    line: checkOutCsvLine,
  },
  'application/x-ndjson': {
    type: 'application/x-ndjson; charset=utf-8',
    file: 'check-outs.ndjson',
    header: '',
    line: (row) => `${JSON.stringify(row)}\n`,
  },
} as const satisfies Record<string, Format>;

export type ExportType = keyof typeof FORMATS;

/**
 * All pages as one file. The first page is fetched before the answer starts, so that a refusal becomes a problem;
 * each further page when the client has read the previous page. A later failure breaks the connection, so that a
 * partial file cannot look complete.
 * @throws the refusal of the first page
 */
export async function exportFile(type: ExportType, fetchPage: FetchPage): Promise<StreamableFile> {
  const format = FORMATS[type];
  const first = await fetchPage(null);
  const text = Readable.from(linesOf(first, fetchPage, format), { objectMode: false });
  return new StreamableFile(text, {
    type: format.type,
    disposition: `attachment; filename="${format.file}"`,
  });
}

async function* linesOf(first: Page, fetchPage: FetchPage, { header, line }: Format): AsyncGenerator<string> {
  if (header) yield header;
  for (
    let page: Page | null = first;
    page;
    page = page.nextCursor === null ? null : await fetchPage(page.nextCursor)
  ) {
    const lines = page.items.map(line).join('');
    if (lines) yield lines;
  }
}
