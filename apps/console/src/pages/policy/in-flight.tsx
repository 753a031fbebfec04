import { Paper, Skeleton, Text, Title } from '@mantine/core';
import { LinkTo } from '../../shared/links.js';
import { ProblemAlert } from '../../shared/problem-alert.js';
import { inFlightInWords } from './in-flight-words.js';
import { useInFlight } from './policy-queries.js';

/** The policy, and which of its versions is the newest. */
export interface InFlightProps {
  id: string;
  newest: number;
  isDeleted: boolean;
}

/** How many requests are pending, and under which version. */
export function InFlight({ id, newest, isDeleted }: InFlightProps) {
  const { data, error, refetch } = useInFlight(id);
  return (
    <Paper withBorder p="md" component="section" aria-label="Pending requests">
      <Title order={2} size="h5" mb={4}>
        Pending requests
      </Title>
      {error && !data ? (
        <ProblemAlert error={error} title="They cannot be counted" onRetry={() => void refetch()} />
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
