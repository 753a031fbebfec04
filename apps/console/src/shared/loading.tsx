import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';

/** How much room what is loaded will take. */
export interface LoadingProps {
  /** Lines of a list or a form. */
  lines?: number;
  /** Height of a line in px, that of what will stand there. */
  height?: number;
}

/** Keeps the room of what is being loaded, so that nothing jumps when it comes. */
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
