import { IconMapQuestion } from '@tabler/icons-react';
import { Skeleton, Stack } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { EmptyState } from '../shared/empty-state.js';
import { ButtonTo } from '../shared/links.js';
import { Loading } from '../shared/loading.js';
import { PageTitle } from '../shared/page-title.js';
import { ProblemAlert } from '../shared/problem-alert.js';

/** Shown at an address that has no page. */
export function NotFound() {
  return (
    <>
      <PageTitle title="Page not found" />
      <EmptyState
        icon={IconMapQuestion}
        title="There is no page at this address"
        action={<ButtonTo to="/">Go to Home</ButtonTo>}
      >
        The link may be old or mistyped.
      </EmptyState>
    </>
  );
}

/** Shown when a page fails; navigation and the other pages keep working. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <>
      <PageTitle title="Something went wrong" />
      <ProblemAlert error={error} title="This page cannot be shown" onRetry={reset} />
    </>
  );
}

/** Shown while the code of a page is loading. */
export function PageLoading() {
  return (
    <Stack gap="lg">
      <Skeleton height={34} width={220} aria-hidden />
      <Loading />
    </Stack>
  );
}
