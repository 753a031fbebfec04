import { Anchor, Text } from '@mantine/core';
import { useMe } from '../../../api/use-me.js';
import { Facts } from '../../../shared/facts.js';
import { LinkTo } from '../../../shared/links.js';
import { personText, writtenText } from '../../../shared/person-text.js';
import classes from '../../../shared/shared.module.css';
import { Countdown, Duration, Instant } from '../../../shared/times.js';
import { shortenedTo } from '../step-text.js';
import type { Request } from '../types.js';
import { Name } from '../../../shared/name.js';
import { isolated } from '../../../shared/isolated.js';

/** The requester, the target, the duration and the reason. */
export function RequestFacts({ request }: { request: Request }) {
  const { requester, resource, account, startsAt, justification, erasedAt, ticket, policy } = request;
  const { status, expiresAt, decidedAt } = request;
  return (
    <Facts
      facts={{
        Requester: (
          <>
            <Name>{personText(requester)}</Name>
            {requester.email !== null && (
              <>
                {' '}
                ·{' '}
                <Anchor href={`mailto:${requester.email}`}>
                  <Name>{requester.email}</Name>
                </Anchor>
              </>
            )}
          </>
        ),
        Resource: <Name>{resource}</Name>,
        Account: <Name>{account}</Name>,
        Duration: <HowLong request={request} />,
        'Not before': startsAt && <Instant at={startsAt} />,
        Reason: <Words text={writtenText(justification, erasedAt)} />,
        Ticket: ticket && <Name>{ticket}</Name>,
        Policy: policy && <PolicyLink policy={policy} />,
        'Decide by': status === 'pending' && expiresAt !== null ? <Deadline at={expiresAt} /> : null,
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
  if (text === null) return <Text c="dimmed">No reason was given.</Text>;
  return <span className={classes['words']}>{text}</span>;
}

function Deadline({ at }: { at: string }) {
  return (
    <>
      <Instant at={at} />, in <Countdown to={at} over="a moment" />
    </>
  );
}

/** Policy admins and auditors get a link; others cannot open policies. */
function PolicyLink({ policy: { id, name, version } }: { policy: NonNullable<Request['policy']> }) {
  const { data: me } = useMe();
  const maySee = me?.roles.some((role) => role === 'policy-admin' || role === 'auditor') ?? false;
  const text = `${isolated(name)}, version ${version}`;
  if (!maySee) return <>{text}</>;
  return (
    <LinkTo to="/policies/$id" params={{ id }}>
      {text}
    </LinkTo>
  );
}
