import { Anchor, Text } from '@mantine/core';
import { useMe } from '../../api/use-me.js';
import { shortenedTo } from '../../requests/step-text.js';
import type { Request } from '../../requests/types.js';
import { Countdown } from '../../shared/countdown.js';
import { Duration } from '../../shared/duration.js';
import { writtenText } from '../../shared/erasure-text.js';
import { Facts } from '../../shared/facts.js';
import { Instant } from '../../shared/instant.js';
import { LinkTo } from '../../shared/links.js';
import { personText } from '../../shared/person-text.js';
import classes from '../../shared/shared.module.css';

/** Who, what, how long, why. */
export function RequestFacts({ request }: { request: Request }) {
  const { requester, resource, account, startsAt, justification, erasedAt, ticket, policy } = request;
  const { status, expiresAt, decidedAt } = request;
  return (
    <Facts
      facts={{
        Who: (
          <>
            {personText(requester)}
            {requester.email !== null && (
              <>
                {' '}
                · <Anchor href={`mailto:${requester.email}`}>{requester.email}</Anchor>
              </>
            )}
          </>
        ),
        Resource: resource,
        Account: account,
        'How long': <HowLong request={request} />,
        'Not before': startsAt && <Instant at={startsAt} />,
        Why: <Words text={writtenText(justification, erasedAt)} />,
        Ticket: ticket,
        Policy: policy && <PolicyLink policy={policy} />,
        'To be decided by': status === 'pending' && expiresAt !== null ? <Deadline at={expiresAt} /> : null,
        Decided: decidedAt && <Instant at={decidedAt} />,
      }}
    />
  );
}

function HowLong({ request }: { request: Request }) {
  const shorter = shortenedTo(request);
  return (
    <>
      <Duration iso={request.duration} />
      {shorter !== null && (
        <>
          , shortened to <Duration iso={shorter} />
        </>
      )}
    </>
  );
}

function Words({ text }: { text: string | null }) {
  if (text === null) return <Text c="dimmed">Nothing was said.</Text>;
  return <span className={classes['words']}>{text}</span>;
}

function Deadline({ at }: { at: string }) {
  return (
    <>
      <Instant at={at} />, in <Countdown to={at} over="a moment" />
    </>
  );
}

/** Policies are for those who write and those who check them; others read the name. */
function PolicyLink({ policy: { id, name, version } }: { policy: NonNullable<Request['policy']> }) {
  const { data: me } = useMe();
  const maySee = me?.roles.some((role) => role === 'policy-admin' || role === 'auditor') ?? false;
  const text = `${name}, version ${version}`;
  if (!maySee) return <>{text}</>;
  return (
    <LinkTo to="/policies/$id" params={{ id }}>
      {text}
    </LinkTo>
  );
}
