import { useId } from 'react';
import { Paper, Text, Title } from '@mantine/core';
import { Loading } from '../../shared/loading.js';
import { ProblemAlert } from '../../shared/problem-alert.js';
import { Explained } from './explained.js';
import type { useExplanation } from './use-explanation.js';

/** What a request would meet, while it is being written. */
export function WhatFollows({ explanation }: { explanation: ReturnType<typeof useExplanation> }) {
  const heading = useId();
  return (
    <Paper component="section" withBorder p="md" aria-labelledby={heading} mih={220}>
      <Title order={2} size="h5" mb="sm" id={heading}>
        What follows
      </Title>
      <div aria-live="polite">
        <Body {...explanation} />
      </div>
    </Paper>
  );
}

function Body({ isAsked, data, isError, error, refetch }: ReturnType<typeof useExplanation>) {
  if (data) return <Explained explanation={data} />;
  if (!isAsked)
    return (
      <Text c="dimmed">
        Once resource and account are named, you see here who will be asked, and for what.
      </Text>
    );
  if (isError)
    return <ProblemAlert error={error} title="It cannot be said now" onRetry={() => void refetch()} />;
  return <Loading lines={3} height={40} />;
}
