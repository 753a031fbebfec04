import { IconAlertCircle } from '@tabler/icons-react';
import { ApiProblem, Unreachable } from '@countersign/api-client';
import { Alert, Button, Code, Group, List, Stack, Text } from '@mantine/core';
import { whatToDo } from './what-to-do.js';

/** What went wrong, and how to try again where that makes sense. */
export interface ProblemAlertProps {
  error: unknown;
  /** What could not be done, such as "The request could not be sent". */
  title?: string;
  onRetry?: () => void;
}

/** A problem for people: what happened, which fields, what to do; code and request id for whoever helps them. */
export function ProblemAlert({ error, title = 'That did not work', onRetry }: ProblemAlertProps) {
  const problem = error instanceof ApiProblem ? error : null;
  const hint = whatToDo(problem?.status ?? null, error instanceof Unreachable);
  return (
    <Alert role="alert" color="red" variant="outline" title={title} icon={<IconAlertCircle aria-hidden />}>
      <Stack gap="xs">
        <Text size="sm">{error instanceof Error ? error.message : String(error)}</Text>
        {problem && problem.errors.length > 0 && <Fields errors={problem.errors} />}
        {hint !== null && <Text size="sm">{hint}</Text>}
        <Group justify="space-between">
          {problem && <Reference problem={problem} />}
          {onRetry && (
            <Button size="xs" variant="default" onClick={onRetry}>
              Try again
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}

function Fields({ errors }: Pick<ApiProblem, 'errors'>) {
  return (
    <List size="sm">
      {errors.map(({ path, message }) => (
        <List.Item key={`${path} ${message}`}>
          <Code>{path || 'input'}</Code> {message}
        </List.Item>
      ))}
    </List>
  );
}

function Reference({ problem: { code, requestId } }: { problem: ApiProblem }) {
  return (
    <Text size="xs" c="dimmed">
      {code}
      {requestId !== null && ` · ${requestId}`}
    </Text>
  );
}
