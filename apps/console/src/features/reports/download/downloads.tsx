import { IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Button, Group, Loader, Stack, Text, VisuallyHidden } from '@mantine/core';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import type { ReportQuery } from '../search.js';
import { bytesText } from './sinks.js';
import { FORMATS, useDownload } from './use-download.js';
import type { Download, Format } from './use-download.js';

/** Buttons to download the filtered report with all columns, and further buttons beside them. */
export function Downloads({ query, children }: { query: ReportQuery; children: ReactNode }) {
  const { download, start, cancel } = useDownload();
  const isRunning = download.kind === 'running';
  return (
    <Stack gap={4} mb="sm">
      <Group gap="xs" justify="flex-end">
        {isRunning ? (
          <Running bytes={download.bytes} onCancel={cancel} />
        ) : (
          Object.entries(FORMATS).map(([format, { label }]) => (
            <Button
              key={format}
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              onClick={() => start(format as Format, query)}
            >
              <VisuallyHidden>Download </VisuallyHidden>
              {label}
            </Button>
          ))
        )}
        {children}
      </Group>
      <Text role="status" size="sm" c="dimmed" ta="right">
        {sentence(download)}
      </Text>
      {download.kind === 'failed' && (
        <ProblemAlert error={download.error} title="The download failed; no file was saved" />
      )}
    </Stack>
  );
}

function Running({ bytes, onCancel }: { bytes: number; onCancel: () => void }) {
  return (
    <>
      <Loader size="xs" aria-hidden />
      <Text size="sm">{bytesText(bytes)}</Text>
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
    </>
  );
}

/** Announced at the start and at the end, not with every chunk. */
function sentence(download: Download): string {
  switch (download.kind) {
    case 'none':
    case 'failed':
      return '';
    case 'running':
      return `Downloading ${download.name} …`;
    case 'saved':
      return `Saved ${download.name}, ${bytesText(download.bytes)}.`;
    case 'cancelled':
      return 'Cancelled; no file was saved.';
    default:
      return download satisfies never;
  }
}
