import { Badge, ScrollArea, Tabs, VisuallyHidden } from '@mantine/core';
import type { RequestStatus } from '../../requests/types.js';
import { STATUSES } from './requests-search.js';

/** The tabs, and how many there are behind each. */
export interface StatusTabsProps {
  status: RequestStatus;
  counts: Record<string, number> | undefined;
  /** False: each count is "at least". */
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

/** One tab per status, with counts under the filters that hold. */
export function StatusTabs({ status, counts, isComplete, onChange }: StatusTabsProps) {
  return (
    <Tabs value={status} onChange={onChange} activateTabWithKeyboard={false}>
      <ScrollArea type="never" scrollbars="x">
        <Tabs.List aria-label="Status" style={{ flexWrap: 'nowrap', minWidth: 'max-content' }}>
          {STATUSES.map((one) => (
            <Tabs.Tab
              key={one}
              value={one}
              rightSection={<Count count={counts?.[one]} isComplete={isComplete} />}
            >
              {WORDS[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </ScrollArea>
    </Tabs>
  );
}

/** It has its room before it is known. */
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
