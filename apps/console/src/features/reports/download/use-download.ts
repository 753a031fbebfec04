import { useEffect, useRef, useState } from 'react';
import { read } from '@countersign/api-client';
import type { Api } from '@countersign/api-client';
import { useApi } from '../../../api/api-context.js';
import type { ReportQuery } from '../search.js';
import { blobSink, pickFile, pour, saveAs } from './sinks.js';

/** The file formats of the report. */
export const FORMATS = {
  csv: { label: 'CSV', type: 'text/csv' },
  ndjson: { label: 'NDJSON', type: 'application/x-ndjson' },
} as const;
export type Format = keyof typeof FORMATS;

/** The state of a download. */
export type Download =
  | { kind: 'none' }
  | { kind: 'running'; name: string; bytes: number }
  | { kind: 'saved'; name: string; bytes: number }
  | { kind: 'cancelled' }
  | { kind: 'failed'; error: unknown };

/** The size shown is updated at most this often. */
const PROGRESS_MS = 250;

/** Downloads the report, one file at a time; leaving the page cancels the download. */
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
  // Comes first: a browser lets a page ask for a file only right after a click.
  const file = await pickFile(name);
  if (file === 'cancelled') return { kind: 'none' };
  onProgress({ kind: 'running', name, bytes: 0 });
  let bytes = 0;
  let reportedAt = 0;
  const report = (soFar: number) => {
    bytes = soFar;
    if (Date.now() - reportedAt < PROGRESS_MS) return;
    reportedAt = Date.now();
    onProgress({ kind: 'running', name, bytes });
  };
  const sink = file ?? blobSink(type, (blob) => saveAs(name, blob));
  const stream = await streamOf(api, { type, query, signal }).catch(async (error: unknown) => {
    await sink.discard();
    throw error;
  });
  await pour(stream, sink, report);
  return { kind: 'saved', name, bytes };
}

async function streamOf(
  api: Api,
  { type, query, signal }: { type: string; query: ReportQuery; signal: AbortSignal },
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const headers = { accept: type };
  const answer = api.GET('/v1/reports/check-outs', {
    params: { query },
    headers,
    signal,
    parseAs: 'stream',
  });
  return read(answer);
}
