import { IconAlertCircle } from '@tabler/icons-react';
import { ApiProblem, Unreachable } from '@countersign/api-client';
import { Alert, Button, Code, Group, List, Stack, Text } from '@mantine/core';

interface ProblemAlertProps {
  error: unknown;
  /** What failed, such as "The list could not be loaded". */
  title?: string;
  onRetry?: () => void;
}

/** A problem for people: what happened, which fields, what to do; code and request id for their administrator. */
export function ProblemAlert({ error, title = 'Something went wrong', onRetry }: ProblemAlertProps) {
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

/** What a person can do about an answer of this status; null when the answer's own sentence is enough. */
function whatToDo(status: number | null, isUnreachable: boolean): string | null {
  if (isUnreachable) return 'Check your connection; what you entered is still here.';
  switch (status ?? 0) {
    case 401:
      return 'Sign in again, then continue.';
    case 404:
      return 'It may not exist, or you may not be allowed to see it.';
    case 412:
      return 'Somebody else changed it in the meantime. Reload it and check what is new before you save.';
    case 429:
    case 503:
      return 'Wait a moment and try again; nothing that was confirmed is lost.';
    case 500:
    case 502:
    case 504:
      return 'Try again. If the problem persists, give your administrator the reference below.';
    default:
      return null;
  }
}
