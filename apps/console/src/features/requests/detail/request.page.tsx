import { IconAlertTriangle } from '@tabler/icons-react';
import { Alert, Group, Stack, Text } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { Loading } from '../../../shared/loading.js';
import { PageTitle } from '../../../shared/page-title.js';
import { PersonName } from '../../../shared/person-name.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { StatusBadge } from '../../../shared/status-badge.js';
import { Instant } from '../../../shared/times.js';
import type { Request } from '../types.js';
import { useRequest } from '../use-requests.js';
import { AccessPanel } from './access-panel.js';
import { ApprovalPath } from './approval-path.js';
import { CancelPanel } from './cancel-panel.js';
import { DecisionPanel } from './decision-panel.js';
import { Panel } from './panel.js';
import { RequestFacts } from './request-facts.js';
import classes from './request.module.css';
import { Story } from './story.js';
import { isolated } from '../../../shared/isolated.js';

/** One request: its facts, its approval, what the reader may do, and its history. */
export function RequestPage() {
  const { id } = useParams({ from: '/requests/$id' });
  const request = useRequest(id);
  // Keyed, so that a comment written for one request is never sent for another.
  if (request.data) return <RequestView key={id} request={request.data} />;
  return (
    <>
      <PageTitle title="Request" />
      {request.isError ? (
        <ProblemAlert
          error={request.error}
          title="This request cannot be shown"
          onRetry={() => void request.refetch()}
        />
      ) : (
        <Loading lines={6} height={72} />
      )}
    </>
  );
}

function RequestView({ request }: { request: Request }) {
  const { id, status, outcome, requester, account, resource, submittedAt, access, steps, you } = request;
  return (
    <>
      <PageTitle
        title={`${isolated(account)} on ${isolated(resource)}`}
        description={
          <>
            <PersonName person={requester} /> asked <Instant at={submittedAt} />
          </>
        }
        actions={
          <Group gap="xs" role="status" aria-label="Status">
            <StatusBadge status={status} />
            {access && <StatusBadge status={access.status} />}
          </Group>
        }
      />
      {status === 'pending' && outcome !== null && (
        <Text role="status" mb="md">
          The request was {outcome}; this page shows the result in a moment.
        </Text>
      )}
      <Flags request={request} />
      <div className={classes['layout']}>
        <div className={classes['facts']}>
          <Panel title="Request">
            <RequestFacts request={request} />
          </Panel>
        </div>
        <div className={classes['side']}>
          {status === 'pending' && <DecisionPanel request={request} />}
          {access && <AccessPanel request={request} access={access} />}
          {status === 'pending' && you.may.includes('cancel') && <CancelPanel id={id} />}
        </div>
        <div className={classes['story']}>
          {steps.length > 0 && (
            <Panel title="Approval">
              <ApprovalPath request={request} />
            </Panel>
          )}
          <Panel title="Everything that happened">
            <Story id={id} />
          </Panel>
        </div>
      </div>
    </>
  );
}

/** What reports flag about a request, why it was refused, and whether details are missing. */
function Flags({ request }: { request: Request }) {
  const { unmatched, steps, refusal, incomplete } = request;
  const isSelfApproved = steps.some(({ decisions }) => decisions.some(({ selfApproval }) => selfApproval));
  if (!unmatched && !isSelfApproved && !refusal && !incomplete) return null;
  return (
    <Stack gap="xs" mb="md">
      {refusal && <Flag color="red" title="Refused" text={refusal.detail} />}
      {incomplete && (
        <Flag
          color="yellow"
          title="Incomplete"
          text="A service is not answering, so names, comments or the reason are missing. They appear once it answers."
        />
      )}
      {unmatched && (
        <Flag
          color="yellow"
          title="No policy"
          text="No policy governs this request; it was granted without approval."
        />
      )}
      {isSelfApproved && (
        <Flag
          color="yellow"
          title="Self-approved"
          text="The requester approved this request; every report flags that."
        />
      )}
    </Stack>
  );
}

function Flag({ color, title, text }: { color: string; title: string; text: string }) {
  return (
    <Alert color={color} variant="light" title={title} icon={<IconAlertTriangle aria-hidden />}>
      {text}
    </Alert>
  );
}
