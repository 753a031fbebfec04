import { missingText, stepTitle } from '../../requests/step-text.js';
import type { Request, RequestSummary } from '../../requests/types.js';
import { useRequest } from '../../requests/use-requests.js';
import { Countdown } from '../../shared/countdown.js';
import { Duration } from '../../shared/duration.js';
import { Instant } from '../../shared/instant.js';
import { StatusBadge } from '../../shared/status-badge.js';
import { Item } from './item.js';

/** A request of the reader's own: where it stands, and who is missing. */
export function OpenItem({ request }: { request: RequestSummary }) {
  const { id, duration, submittedAt, expiresAt, currentStep } = request;
  const { data } = useRequest(id);
  return (
    <Item
      request={request}
      line={
        <>
          for <Duration iso={duration} /> · asked <Instant at={submittedAt} />
          {expiresAt !== null && (
            <>
              {' '}
              · expires in <Countdown to={expiresAt} over="a moment" />
            </>
          )}
          <br />
          {data ? waitingFor(data) : `Step ${(currentStep ?? 0) + 1}`}
        </>
      }
      aside={<StatusBadge status="pending" />}
    />
  );
}

/** "Step 1 of 2, Manager Review: waits for 1 approval by anyone of managers". */
function waitingFor({ steps, currentStep }: Request): string {
  const step = currentStep === null ? undefined : steps[currentStep];
  if (!step || currentStep === null) return 'Being decided';
  const name = step.name === null ? '' : `, ${stepTitle(step.name, currentStep)}`;
  return `Step ${currentStep + 1} of ${steps.length}${name}: waits for ${missingText(step)}`;
}
