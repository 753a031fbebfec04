import { Badge, ScrollArea, Tabs, VisuallyHidden } from '@mantine/core';
import { REQUEST_STATUSES } from '../../../shared/statuses.js';
import type { RequestStatus } from '../../../shared/statuses.js';

interface StatusTabsProps {
  status: RequestStatus;
  counts: Record<string, number> | undefined;
  /** When false, each count is a lower bound. */
  isComplete: boolean;
  onChange: (status: string | null) => void;
}

const WORDS: Record<RequestStatus, string> = {
  pending: 'Open',
  approved: 'Approved',
  rejected: 'Rejected',
  cancelled: 'Cancelled',
  expired: 'Expired',
  refused: 'Refused',
};

/** One tab per status, with the number of requests that match the filters. */
export function StatusTabs({ status, counts, isComplete, onChange }: StatusTabsProps) {
  return (
    <Tabs value={status} onChange={onChange} activateTabWithKeyboard={false}>
      <ScrollArea type="never" scrollbars="x">
        <Tabs.List aria-label="Status" style={{ flexWrap: 'nowrap', minWidth: 'max-content' }}>
          {REQUEST_STATUSES.map((value) => (
            <Tabs.Tab
              key={value}
              value={value}
              rightSection={<Count count={counts?.[value]} isComplete={isComplete} />}
            >
              {WORDS[value]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </ScrollArea>
    </Tabs>
  );
}

/** A count; its badge has the same width before it is known. */
function Count({ count, isComplete }: { count: number | undefined; isComplete: boolean }) {
  return (
    <Badge variant="default" size="sm" miw={28} aria-busy={count === undefined}>
      {!isComplete && (
        <>
          <span aria-hidden>≥ </span>
          <VisuallyHidden>at least </VisuallyHidden>
        </>
      )}
      {count?.toLocaleString() ?? '…'}
    </Badge>
  );
}
