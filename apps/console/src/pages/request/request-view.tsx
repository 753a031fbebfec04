import { Group, Text } from '@mantine/core';
import type { Request } from '../../requests/types.js';
import { Instant } from '../../shared/instant.js';
import { PageTitle } from '../../shared/page-title.js';
import { PersonName } from '../../shared/person-name.js';
import { StatusBadge } from '../../shared/status-badge.js';
import { AccessPanel } from './access-panel.js';
import { ApprovalPath } from './approval-path.js';
import { CancelPanel } from './cancel-panel.js';
import { DecisionPanel } from './decision-panel.js';
import { Flags } from './flags.js';
import { Panel } from './panel.js';
import { RequestFacts } from './request-facts.js';
import { Story } from './story.js';
import classes from './request.module.css';

/** The page of a request that is there. */
export function RequestView({ request }: { request: Request }) {
  const { id, status, outcome, requester, account, resource, submittedAt, access, steps, you } = request;
  return (
    <>
      <PageTitle
        title={`${account} on ${resource}`}
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
          It was {outcome}; the request follows in a moment.
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
