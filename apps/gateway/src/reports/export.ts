import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { CheckOutReportRow, reportingRpc, ResponseOf } from '@countersign/contracts';
import { CHECK_OUT_CSV_HEADER, checkOutCsvLine } from './check-out-csv.js';

type Page = ResponseOf<typeof reportingRpc.checkOuts>;

/** Asks for a page: from a cursor on, or from where the query begins. */
export type AskPage = (cursor: string | null) => Promise<Page>;

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
 * All pages as one file. The first is asked for before anything is answered, so that a refusal is a problem; each
 * further one when the client has taken what is before it, and none when it has gone. A failure in between breaks
 * the connection: a file that ends is whole.
 * @throws what the first page is refused with
 */
export async function exportFile(type: ExportType, ask: AskPage): Promise<StreamableFile> {
  const format = FORMATS[type];
  const first = await ask(null);
  const text = Readable.from(linesOf(first, ask, format), { objectMode: false });
  return new StreamableFile(text, {
    type: format.type,
    disposition: `attachment; filename="${format.file}"`,
  });
}

async function* linesOf(first: Page, ask: AskPage, { header, line }: Format): AsyncGenerator<string> {
  if (header) yield header;
  for (
    let page: Page | null = first;
    page;
    page = page.nextCursor === null ? null : await ask(page.nextCursor)
  ) {
    const lines = page.items.map(line).join('');
    if (lines) yield lines;
  }
}
