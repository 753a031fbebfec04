import { Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useMayWritePolicies } from '../../../api/use-me.js';
import { LinkTo } from '../../../shared/links.js';
import { Loading } from '../../../shared/loading.js';
import { PageTitle } from '../../../shared/page-title.js';
import { PersonName } from '../../../shared/person-name.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { Instant } from '../../../shared/times.js';
import { standingOf, useInFlight, usePolicyHistory } from '../policy-queries.js';
import type { Standing } from '../policy-queries.js';
import { PolicyState } from '../policy-state.js';
import { PolicyTester } from '../policy-tester.js';
import type { PolicyVersion } from '../policy-types.js';
import { PolicyWords } from '../words/policy-words.js';
import { inFlightInWords } from './in-flight-words.js';
import { PolicyActions } from './policy-actions.js';
import { PolicyVersions } from './policy-versions.js';

const route = getRouteApi('/policies/$id');

/** One policy: its content in words, the pending requests under it, a tester, and its versions. */
export function PolicyPage() {
  const { id } = route.useParams();
  const { data, error, refetch } = usePolicyHistory(id);
  const standing = data ? standingOf(data.items) : null;
  if (data && standing) return <Policy id={id} standing={standing} versions={data.items} />;
  return (
    <>
      <PageTitle title="Policy" />
      {error ? (
        <ProblemAlert error={error} title="This policy cannot be shown" onRetry={() => void refetch()} />
      ) : (
        <Loading lines={4} height={130} />
      )}
    </>
  );
}

interface PolicyProps {
  id: string;
  standing: Standing;
  versions: readonly PolicyVersion[];
}

function Policy({ id, standing, versions }: PolicyProps) {
  const { content, isDeleted } = standing;
  const mayWrite = useMayWritePolicies();
  return (
    <>
      <LinkTo to="/policies" search={{}} size="sm">
        All policies
      </LinkTo>
      <PageTitle
        title={content.name}
        description={<Subtitle {...standing} />}
        actions={mayWrite && <PolicyActions key={id} id={id} standing={standing} />}
      />
      <Stack gap="lg">
        {content.description !== undefined && (
          <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{content.description}</Text>
        )}
        <Paper withBorder p="md" component="section" aria-label="The policy in words">
          <Title order={2} size="h5" mb="sm">
            {isDeleted ? 'What it said' : 'What it says'}
          </Title>
          <PolicyWords content={content} />
        </Paper>
        <InFlight id={id} newest={standing.newest.version} isDeleted={isDeleted} />
        {!isDeleted && (
          <PolicyTester policyId={id} note="Shows which of the saved policies governs these names." />
        )}
        <PolicyVersions versions={versions} />
      </Stack>
    </>
  );
}

function Subtitle({ newest, content, isDeleted }: Standing) {
  return (
    <Group gap="xs">
      <PolicyState state={isDeleted ? 'deleted' : content.enabled ? 'on' : 'off'} />
      <Text size="sm">
        Version {newest.version}, {newest.change} by <PersonName person={newest.by} />{' '}
        <Instant at={newest.at} />
      </Text>
    </Group>
  );
}

interface InFlightProps {
  id: string;
  newest: number;
  isDeleted: boolean;
}

/** The number of pending requests under each version. */
function InFlight({ id, newest, isDeleted }: InFlightProps) {
  const { data, error, refetch } = useInFlight(id);
  return (
    <Paper withBorder p="md" component="section" aria-label="Pending requests">
      <Title order={2} size="h5" mb={4}>
        Pending requests
      </Title>
      {error && !data ? (
        <ProblemAlert
          error={error}
          title="Pending requests could not be counted"
          onRetry={() => void refetch()}
        />
      ) : !data ? (
        <Skeleton height={22} width={320} maw="100%" />
      ) : (
        <Text size="sm" role="status">
          {inFlightInWords(data.items, isDeleted ? null : newest)}{' '}
          <LinkTo to="/requests" search={{ policyId: id, status: 'pending' }} underline="always">
            {data.items.length > 0 ? 'Show them' : 'Show requests'}
          </LinkTo>
        </Text>
      )}
    </Paper>
  );
}
