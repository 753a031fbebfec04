import { AccessControls } from '../../requests/access-controls.js';
import { AccessWindow } from '../../requests/access-window.js';
import type { RequestSummary } from '../../requests/types.js';
import { StatusBadge } from '../../shared/status-badge.js';
import { Item } from './item.js';

/** An access the reader may use now. The list is the reader's own, so its commands are theirs; the API decides. */
export function UsableItem({ request }: { request: RequestSummary }) {
  const { id, accessStatus, access } = request;
  if (!access || (accessStatus !== 'available' && accessStatus !== 'checked-out')) return null;
  const isCheckedOut = accessStatus === 'checked-out';
  return (
    <Item
      request={request}
      line={<AccessWindow status={accessStatus} startsAt={access.startsAt} endsAt={access.endsAt} />}
      aside={<StatusBadge status={accessStatus} />}
    >
      <AccessControls
        id={id}
        may={isCheckedOut ? ['check-out', 'check-in'] : ['check-out']}
        isCheckedOut={isCheckedOut}
      />
    </Item>
  );
}
