import { useState } from 'react';
import type { ReactNode } from 'react';
import { IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { Box, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { ProblemAlert } from '../../shared/problem-alert.js';
import { useExplanation } from './policy-queries.js';
import { testerAnswer } from './tester-answer.js';
import type { TesterAnswer } from './tester-answer.js';

interface PolicyTesterProps {
  /** The policy on the page; null when it is not saved yet. */
  policyId: string | null;
  /** Says which policies are tried. */
  note: ReactNode;
}

/** The policy service is asked after a pause in typing of this length. */
const TYPING_PAUSE_MS = 300;
const signs = {
  yes: { icon: IconCircleCheck, colour: 'green' },
  no: { icon: IconCircleX, colour: 'red' },
  else: { icon: IconInfoCircle, colour: 'gray' },
} as const;

/** Tries which policy governs a resource and an account. The policy service answers: the console has no matcher. */
export function PolicyTester({ policyId, note }: PolicyTesterProps) {
  const [resource, setResource] = useState('');
  const [account, setAccount] = useState('');
  const [[askedResource, askedAccount]] = useDebouncedValue(
    [resource.trim(), account.trim()] as const,
    TYPING_PAUSE_MS,
  );
  const { data, error } = useExplanation(askedResource, askedAccount);
  const isAsked = askedResource !== '' && askedAccount !== '';
  return (
    <Paper withBorder p="md" component="section" aria-label="Try it">
      <Stack gap="sm">
        <Title order={2} size="h5">
          Try it
        </Title>
        <Text size="sm" c="dimmed" component="div">
          {note}
        </Text>
        <Group grow preventGrowOverflow={false} gap="sm">
          <TextInput
            label="Resource to try"
            placeholder="prod-db-7"
            autoComplete="off"
            miw={180}
            value={resource}
            onChange={({ currentTarget }) => setResource(currentTarget.value)}
          />
          <TextInput
            label="Account to try"
            placeholder="db-admin"
            autoComplete="off"
            miw={180}
            value={account}
            onChange={({ currentTarget }) => setAccount(currentTarget.value)}
          />
        </Group>
        <Box role="status" mih={24}>
          {isAsked && data && <Answer {...testerAnswer(data, policyId)} />}
          {!isAsked && <Text size="sm">Enter both names to see which policy governs them.</Text>}
        </Box>
        {isAsked && error && <ProblemAlert error={error} title="The policy service gave no answer" />}
      </Stack>
    </Paper>
  );
}

function Answer({ tone, sentence }: TesterAnswer) {
  const { icon: Sign, colour } = signs[tone];
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <Sign size={20} color={`var(--mantine-color-${colour}-filled)`} aria-hidden style={{ flexShrink: 0 }} />
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {sentence}
      </Text>
    </Group>
  );
}
