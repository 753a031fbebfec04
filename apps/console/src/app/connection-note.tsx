import { IconPlugConnectedX } from '@tabler/icons-react';
import { Badge, Box } from '@mantine/core';
import type { Connection } from '../live/notices.js';

/** Says when what is on screen may be old. The place is always there, so that screen readers hear what comes into it. */
export function ConnectionNote({ connection }: { connection: Connection }) {
  return (
    <Box role="status">
      {connection === 'lost' && (
        <Badge
          color="yellow"
          variant="light"
          tt="none"
          leftSection={<IconPlugConnectedX size={14} aria-hidden />}
        >
          Connection lost – reconnecting
        </Badge>
      )}
    </Box>
  );
}
