import { useEffect } from 'react';
import { IconGitMerge } from '@tabler/icons-react';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { Loading } from '../../../shared/loading.js';
import { personText } from '../../../shared/person-text.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { standingOf, usePolicyHistory } from '../policy-queries.js';
import type { PolicyContent } from '../policy-types.js';
import { DifferenceList } from '../words/policy-words.js';
import { contentOf } from './draft.js';
import type { Draft } from './draft.js';
import { SUMMARY } from './problem-summary.js';
import { rebase } from './rebase.js';
import type { Base } from './use-wizard-state.js';
import { isolated } from '../../../shared/isolated.js';

interface VersionConflictProps {
  policyId: string;
  base: Base;
  draft: Draft;
  /** Continues with this content, on top of that version. */
  onChoose: (content: PolicyContent, onTopOf: Base) => void;
}

/** Shows what somebody else saved in the meantime, and lets the person keep or discard their own changes. */
export function VersionConflict({ policyId, ...props }: VersionConflictProps) {
  const { data, error, refetch } = usePolicyHistory(policyId);
  // The cached history may be older than the version that caused the conflict.
  useEffect(() => void refetch(), [refetch]);
  const newest = data ? standingOf(data.items) : null;
  const isNews = newest !== null && newest.newest.version > props.base.version;
  return (
    <Alert
      id={SUMMARY}
      tabIndex={-1}
      role="alert"
      color="yellow"
      variant="light"
      icon={<IconGitMerge aria-hidden />}
      title={
        isNews
          ? `${isolated(personText(newest.newest.by))} saved version ${newest.newest.version} in the meantime`
          : 'Somebody saved a newer version in the meantime'
      }
    >
      {error ? (
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      ) : isNews ? (
        <Choice {...props} theirs={{ version: newest.newest.version, content: newest.content }} />
      ) : (
        <Loading lines={2} />
      )}
    </Alert>
  );
}

interface ChoiceProps extends Omit<VersionConflictProps, 'policyId'> {
  theirs: Base;
}

function Choice({ base, draft, theirs, onChoose }: ChoiceProps) {
  const { content, both } = rebase(base.content, contentOf(draft), theirs.content);
  return (
    <Stack gap="sm">
      <Text size="sm">
        Your changes are not saved yet, and nothing is lost. This is what changed since version {base.version}
        :
      </Text>
      <DifferenceList
        before={base.content}
        after={theirs.content}
        marked={{ fields: both, note: 'you changed this too' }}
      />
      <Group gap="xs">
        <Button onClick={() => onChoose(content, theirs)}>Keep my changes</Button>
        <Button variant="default" onClick={() => onChoose(theirs.content, theirs)}>
          Discard my changes
        </Button>
      </Group>
      <Text size="sm">
        You will see the result before it is saved.
        {both.length > 0 && ' Where both of you changed a field, your value is kept.'}
      </Text>
    </Stack>
  );
}
