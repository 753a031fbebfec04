import { AccessWindow } from '../../requests/access-window.js';
import type { RequestSummary } from '../../requests/types.js';
import { StatusBadge } from '../../shared/status-badge.js';
import { Item } from './item.js';

/** An access whose time has not come. */
export function ScheduledItem({ request }: { request: RequestSummary }) {
  const { access } = request;
  if (!access) return null;
  return (
    <Item
      request={request}
      line={<AccessWindow status="scheduled" startsAt={access.startsAt} endsAt={access.endsAt} />}
      aside={<StatusBadge status="scheduled" />}
    />
  );
}
