import { Autocomplete, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import type { RequestSummary } from '../types.js';
import { nameProblem } from './draft.js';
import type { Draft, Problems } from './draft.js';
import { offered, recentTargets } from './recent.js';
import type { Target } from './recent.js';
import { Name } from '../../../shared/name.js';

interface TargetFieldsProps {
  draft: Draft;
  problems: Problems;
  mine: readonly RequestSummary[];
  write: (changes: Partial<Draft>) => void;
}

/** The fields for resource and account; names of earlier requests are suggested. */
export function TargetFields({ draft, problems, mine, write }: TargetFieldsProps) {
  const field = (what: keyof Target) => ({
    id: what,
    withAsterisk: true,
    'aria-required': true,
    maxLength: 256,
    spellCheck: false,
    data: offered(mine, what, what === 'account' ? draft.resource : ''),
    value: draft[what],
    error: problems[what] ?? (draft[what] === '' ? undefined : nameProblem(draft[what])),
    onChange: (name: string) => write({ [what]: name }),
  });
  return (
    <Stack gap="sm">
      <Recent targets={recentTargets(mine)} onChoose={write} />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <Autocomplete label="Resource" description="Server, database, directory …" {...field('resource')} />
        <Autocomplete label="Account" description="The privileged account on it" {...field('account')} />
      </SimpleGrid>
    </Stack>
  );
}

function Recent({ targets, onChoose }: { targets: Target[]; onChoose: (target: Target) => void }) {
  if (targets.length === 0) return null;
  return (
    <Group gap="xs" role="group" aria-label="Recent requests">
      <Text size="sm" c="dimmed">
        Recent:
      </Text>
      {targets.map((target) => (
        <Button
          key={`${target.resource} ${target.account}`}
          variant="default"
          size="compact-sm"
          maw="100%"
          onClick={() => onChoose(target)}
        >
          <span>
            <Name>{target.account}</Name> on <Name>{target.resource}</Name>
          </span>
        </Button>
      ))}
    </Group>
  );
}
