import { Stack, Text } from '@mantine/core';
import type { Schema } from '@countersign/api-client';
import { PersonName } from '../../../shared/person-name.js';
import { personText, writtenText } from '../../../shared/person-text.js';
import { Duration, Instant } from '../../../shared/times.js';
import classes from '../reports.module.css';
import { Name } from '../../../shared/name.js';

export type Row = Schema<'CheckOutReportRow'>;
type Steps = Row['steps'];

/** A dash for a missing value, which screen readers read as "none". */
export const Nothing = () => (
  <Text span c="dimmed" aria-label="none">
    –
  </Text>
);
export const InstantCell = ({ at }: { at: string | null }) =>
  at === null ? <Nothing /> : <Instant at={at} />;
export const DurationCell = ({ iso }: { iso: string | null }) =>
  iso === null ? <Nothing /> : <Duration iso={iso} />;
export const NameCell = ({ text }: { text: string }) => (
  <span className={classes['name']}>
    <Name>{text}</Name>
  </span>
);
export const Words = ({ text }: { text: string | null }) =>
  text === null || text === '' ? <Nothing /> : <div className={classes['lines']}>{text}</div>;

/**
 * Stands in the first cell of a row, whichever columns are shown: approvers who are not there yet look like approvers who
 * did not decide.
 */
export const DecisionsIncomplete = () => (
  <Text size="sm" fw={500} className={classes['note']}>
    Decisions may be missing from this row. Load the page again in a moment.
  </Text>
);

/** Each step with its decisions. */
export function Approvals({ steps }: { steps: Steps }) {
  if (steps.length === 0) return <Nothing />;
  return (
    <Stack gap={4} className={classes['lines']}>
      {steps.map(({ name, status, decisions }, index) => (
        <div key={index}>
          <Text size="sm" fw={500}>
            <Name>{name ?? `Step ${index + 1}`}</Name>: {status}
          </Text>
          {decisions.map(({ by, decision, at, selfApproval }) => (
            <Text size="sm" key={`${by.id} ${at}`} component="div">
              <PersonName person={by} /> {decision === 'approve' ? 'approved' : 'rejected'}
              {selfApproval && ' their own request'}, <Instant at={at} />
            </Text>
          ))}
        </div>
      ))}
    </Stack>
  );
}

/** The comments of approvers. */
export function Comments({ steps }: { steps: Steps }) {
  const comments = steps
    .flatMap(({ decisions }) => decisions)
    .map(({ by, at, comment, erasedAt }) => ({ by, at, said: writtenText(comment, erasedAt) }))
    .filter(({ said }) => said !== null);
  if (comments.length === 0) return <Nothing />;
  return (
    <Stack gap={4} className={classes['lines']}>
      {comments.map(({ by, at, said }) => (
        <Text size="sm" key={`${by.id} ${at}`} component="div">
          <PersonName person={by} />: {said}
        </Text>
      ))}
    </Stack>
  );
}

/** The uses of a second factor. */
export function SecondFactors({ row: { mfa, steps } }: { row: Row }) {
  const approvers = steps.flatMap(({ decisions }) => decisions).filter(({ mfa }) => mfa !== null);
  const proofs = [
    ...(mfa.request ? [{ what: 'Request', proof: mfa.request }] : []),
    ...approvers.flatMap(({ by, mfa }) => (mfa ? [{ what: personText(by), proof: mfa }] : [])),
    ...(mfa.checkOut ? [{ what: 'Check-out', proof: mfa.checkOut }] : []),
  ];
  if (proofs.length === 0) return <Nothing />;
  return (
    <Stack gap={4}>
      {proofs.map(({ what, proof }, index) => (
        <Text size="sm" key={index} component="div" style={{ whiteSpace: 'nowrap' }}>
          <Name>{what}</Name>: {proof.methods.join(', ')}, <Instant at={proof.at} />
        </Text>
      ))}
    </Stack>
  );
}
