import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';

interface LoadingProps {
  /** The number of lines of the list or form. */
  lines?: number;
  /** The height of a line in px. */
  height?: number;
}

/** Takes the room of what is loading, so that the layout does not jump when it arrives. */
export function Loading({ lines = 5, height = 44 }: LoadingProps) {
  return (
    <Stack gap="xs" role="status" aria-busy="true">
      <VisuallyHidden>Loading …</VisuallyHidden>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={height} radius="sm" aria-hidden />
      ))}
    </Stack>
  );
}
