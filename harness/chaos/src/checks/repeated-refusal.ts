import type { Observed, StoredEvent } from '../observe/observed.js';
import { dataOf, nameKey, timeOf } from './lives.js';
import { momentOf, wasToCome } from './moments.js';
import type { SentCommand } from './stored-commands.js';

interface Asked {
  requester: { id: string };
  resource: string;
  account: string;
}

/** How long a refusal is the answer to its repeats. */
const MINUTE = 60_000;

/**
 * Whether every answer of a submission is an earlier refusal: of the same person and names, in any spelling, and recorded
 * less than a minute before the submission. Such a repeat is not stored.
 */
export function repeatsRefusal({ sent }: SentCommand, observed: Observed): boolean {
  const answered = sent.tries.filter(({ said }) => said?.requestId);
  return (
    answered.length > 0 &&
    answered.every((one) => {
      const first = refusalOf(observed, one.said?.requestId ?? '');
      if (!first || one.said?.status !== 403) return false;
      const { requester, ...names } = dataOf<Asked>(first);
      const isSame = requester.id === sent.person.id && keyOf(names) === keyOf(sent.body as Asked);
      return isSame && wasToCome(timeOf(first) + MINUTE, momentOf(one));
    })
  );
}

function refusalOf({ logs }: Observed, id: string): StoredEvent | undefined {
  return logs.request.events.find(
    ({ type, stream }) => type === 'request.refused' && stream === `request-${id}`,
  );
}

const keyOf = ({ resource, account }: Omit<Asked, 'requester'>): string =>
  JSON.stringify([resource, account].map(nameKey));
