import { useState } from 'react';
import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useMe } from '../../../api/use-me.js';
import { DurationInput } from '../../../shared/duration-input.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import type { Request } from '../types.js';
import { useApprove, useReject } from '../use-request-action.js';
import { Panel } from './panel.js';
import { shortened } from './shortened.js';

/** Approve and reject for people who may decide; for others the reason why not (`rules.md#explained-refusals`). */
export function DecisionPanel({ request }: { request: Request }) {
  const { id, you } = request;
  const approve = useApprove(id);
  const reject = useReject(id);
  const [comment, setComment] = useState('');
  const [shorter, setShorter] = useState('');
  const [unread, setUnread] = useState<string | null>(null);
  const mayApprove = you.may.includes('approve');
  if (!mayApprove && !you.may.includes('reject')) return <NotYours why={you.why} />;
  const { maxDuration, problem } = shortened(shorter, request.duration);
  const words = comment.trim() === '' ? {} : { comment: comment.trim() };
  const isPending = approve.isPending || reject.isPending;
  return (
    <Panel title="Your decision">
      <Stack gap="sm">
        <OwnRequest request={request} />
        <Textarea
          label="Comment"
          description="Everybody who can see this request can read it."
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2000}
          value={comment}
          onChange={({ currentTarget }) => setComment(currentTarget.value)}
        />
        {mayApprove && (
          <DurationInput
            label="Shorten to"
            value={shorter}
            onChange={(iso, problem) => {
              setShorter(iso);
              setUnread(problem);
            }}
            error={problem}
          />
        )}
        {!mayApprove && you.why && <Text size="sm">{you.why.detail}</Text>}
        <Group grow>
          {mayApprove && (
            <Button
              loading={approve.isPending}
              // A limit that cannot be read must not become none.
              disabled={isPending || problem !== null || unread !== null}
              onClick={() => approve.run({ ...words, ...(maxDuration !== null && { maxDuration }) })}
            >
              Approve
            </Button>
          )}
          <Button
            color="red"
            variant="light"
            loading={reject.isPending}
            disabled={isPending}
            onClick={() => reject.run(words)}
          >
            Reject
          </Button>
        </Group>
        {approve.isError && <ProblemAlert error={approve.error} title="Not approved" />}
        {reject.isError && <ProblemAlert error={reject.error} title="Not rejected" />}
      </Stack>
    </Panel>
  );
}

function NotYours({ why }: Pick<Request['you'], 'why'>) {
  return (
    <Panel title="Your decision">
      <Text size="sm">{why?.detail ?? 'There is nothing for you to decide.'}</Text>
    </Panel>
  );
}

/** Warns the requester, because every report flags a self-approval (`rules.md#self-approval`). */
function OwnRequest({ request }: { request: Request }) {
  const { data: me } = useMe();
  if (me?.id !== request.requester.id) return null;
  return <Text size="sm">This is your own request: if you approve it, every report flags that.</Text>;
}
