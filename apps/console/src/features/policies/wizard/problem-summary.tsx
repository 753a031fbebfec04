import { IconAlertCircle } from '@tabler/icons-react';
import { Alert, Anchor, List } from '@mantine/core';
import { fieldLabel, fieldOf, inContext } from './problems.js';
import { useWizard } from './wizard-context.js';

interface ProblemSummaryProps {
  title: string;
  /** Shows the field, on the part where it is. */
  onFollow: (path: string, field: string) => void;
}

/** The id of the summary, which gets the focus when it has a new problem. */
export const SUMMARY = 'wizard-problems';

/** All problems, each with a link to its field. */
export function ProblemSummary({ title, onFollow }: ProblemSummaryProps) {
  const { draft, problems } = useWizard();
  if (problems.length === 0) return null;
  return (
    <Alert
      id={SUMMARY}
      tabIndex={-1}
      role="alert"
      color="red"
      variant="outline"
      title={title}
      icon={<IconAlertCircle aria-hidden />}
    >
      <List size="sm" spacing={4}>
        {problems.map((problem) => (
          <List.Item key={`${problem.path} ${problem.message}`}>
            <Anchor
              component="button"
              type="button"
              ta="start"
              size="sm"
              onClick={() => onFollow(problem.path, fieldOf(problem.path, draft))}
            >
              {fieldLabel(problem.path)}
            </Anchor>
            : {inContext(problem, draft)}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
