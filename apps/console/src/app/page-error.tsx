import type { ErrorComponentProps } from '@tanstack/react-router';
import { PageTitle } from '../shared/page-title.js';
import { ProblemAlert } from '../shared/problem-alert.js';

/** A page failed; navigation and other pages go on. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <>
      <PageTitle title="Something went wrong" />
      <ProblemAlert error={error} title="This page cannot be shown" onRetry={reset} />
    </>
  );
}
