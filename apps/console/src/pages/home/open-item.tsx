import { awaitedText } from '../../requests/step-text.js';
import type { RequestSummary } from '../../requests/types.js';
import { Countdown } from '../../shared/countdown.js';
import { Duration } from '../../shared/duration.js';
import { Instant } from '../../shared/instant.js';
import { StatusBadge } from '../../shared/status-badge.js';
import { Item } from './item.js';

/** A request of the reader's own: where it stands, and who is missing. */
export function OpenItem({ request }: { request: RequestSummary }) {
  const { duration, submittedAt, expiresAt } = request;
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
          {waitingFor(request)}
        </>
      }
      aside={<StatusBadge status="pending" />}
    />
  );
}

/** "Step 1 of 2, Manager Review: waits for 1 approval by anyone of managers". */
function waitingFor({ openStep, currentStep }: RequestSummary): string {
  if (currentStep === null) return 'Being decided';
  if (openStep === null) return `Step ${currentStep + 1}`;
  const name = openStep.name === null ? '' : `, ${openStep.name}`;
  return `Step ${currentStep + 1} of ${openStep.of}${name}: waits for ${awaitedText(openStep)}`;
}
