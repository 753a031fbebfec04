import { useEffect, useRef, useState } from 'react';
import { read } from '@countersign/api-client';
import type { Api } from '@countersign/api-client';
import { useApi } from '../../../api/api-context.js';
import type { ReportQuery } from '../requests/report-query.js';
import { blobSink, saveAs } from './blob-sink.js';
import { pickFile } from './file-sink.js';
import { pour } from './pour.js';

/** Forms of the report as a file. */
export const FORMATS = {
  csv: { label: 'CSV', type: 'text/csv' },
  ndjson: { label: 'NDJSON', type: 'application/x-ndjson' },
} as const;
export type Format = keyof typeof FORMATS;

/** How a download is. */
export type Download =
  | { kind: 'none' }
  | { kind: 'running'; name: string; bytes: number }
  | { kind: 'saved'; name: string; bytes: number }
  | { kind: 'cancelled' }
  | { kind: 'failed'; error: unknown };

/** Four times a second is as often as people read. */
const TOLD_EVERY_MS = 250;

/** Downloads the report; one at a time. It ends when the page is left. */
export function useDownload() {
  const api = useApi();
  const [download, setDownload] = useState<Download>({ kind: 'none' });
  const end = useRef<AbortController | null>(null);
  useEffect(() => () => end.current?.abort(), []);
  const start = async (format: Format, query: ReportQuery) => {
    const stop = new AbortController();
    end.current = stop;
    try {
      setDownload(await fetchFile(api, { format, query, signal: stop.signal, onProgress: setDownload }));
    } catch (error) {
      setDownload(stop.signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', error });
    }
  };
  return {
    download,
    start: (format: Format, query: ReportQuery) => void start(format, query),
    cancel: () => end.current?.abort(),
  };
}

interface Fetching {
  format: Format;
  query: ReportQuery;
  signal: AbortSignal;
  onProgress: (download: Download) => void;
}

async function fetchFile(api: Api, { format, query, signal, onProgress }: Fetching): Promise<Download> {
  const { type } = FORMATS[format];
  const name = `check-outs-${new Date().toISOString().slice(0, 10)}.${format}`;
  // First of all: a browser lets a page ask for a file only right after a click.
  const file = await pickFile(name);
  if (file === 'cancelled') return { kind: 'none' };
  onProgress({ kind: 'running', name, bytes: 0 });
  let [bytes, told] = [0, 0];
  const tell = (now: number) => {
    bytes = now;
    if (Date.now() - told < TOLD_EVERY_MS) return;
    told = Date.now();
    onProgress({ kind: 'running', name, bytes });
  };
  const sink = file ?? blobSink(type, (blob) => saveAs(name, blob));
  const stream = await streamOf(api, { type, query, signal }).catch(async (error: unknown) => {
    await sink.discard();
    throw error;
  });
  await pour(stream, sink, tell);
  return { kind: 'saved', name, bytes };
}

async function streamOf(
  api: Api,
  { type, query, signal }: { type: string; query: ReportQuery; signal: AbortSignal },
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const headers = { accept: type };
  const answer = api.GET('/v1/reports/check-outs', {
    ...{ params: { query }, headers, signal },
    parseAs: 'stream',
  });
  return read(answer);
}
