import { Text } from '@mantine/core';
import type { RequestSummary } from '../../requests/types.js';
import { Countdown } from '../../shared/countdown.js';
import { Duration } from '../../shared/duration.js';
import { writtenText } from '../../shared/erasure-text.js';
import { Instant } from '../../shared/instant.js';
import { ButtonTo } from '../../shared/links.js';
import { PersonName } from '../../shared/person-name.js';
import classes from '../../shared/shared.module.css';
import { Item } from './item.js';

/** Somebody wants something, and the reader may decide on it. */
export function AwaitingItem({ request }: { request: RequestSummary }) {
  const { id, requester, duration, submittedAt, expiresAt, justification, erasedAt, account, resource } =
    request;
  const reason = writtenText(justification, erasedAt);
  return (
    <Item
      request={request}
      who={
        <>
          <PersonName person={requester} /> wants{' '}
        </>
      }
      line={
        <>
          for <Duration iso={duration} /> · asked <Instant at={submittedAt} />
          {expiresAt !== null && (
            <>
              {' '}
              · <Countdown to={expiresAt} over="no time" /> left to decide
            </>
          )}
        </>
      }
      aside={
        <ButtonTo
          to="/requests/$id"
          params={{ id }}
          size="sm"
          aria-label={`Review ${account} on ${resource}`}
        >
          Review
        </ButtonTo>
      }
    >
      {reason !== null && (
        <Text size="sm" className={classes['words'] ?? ''} lineClamp={3}>
          {reason}
        </Text>
      )}
    </Item>
  );
}
