import { IconAlertCircle } from '@tabler/icons-react';
import { Alert, Anchor, List } from '@mantine/core';
import { fieldLabel } from './field-label.js';
import { fieldOf, inContext } from './problems.js';
import { useWizard } from './wizard-context.js';

/** Where to go when a problem is followed. */
export interface ProblemSummaryProps {
  title: string;
  /** Shows the field, on whatever part it is. */
  onFollow: (path: string, field: string) => void;
}

/** The id of the summary, which gets the focus when there is something new in it. */
export const SUMMARY = 'wizard-problems';

/** Everything that is wrong, each with the way to its field. */
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
