import { useId } from 'react';
import type { ReactNode } from 'react';
import { Paper, Title } from '@mantine/core';

/** A section of the page with its heading. */
export function Panel({ title, children }: { title: string; children: ReactNode }) {
  const heading = useId();
  return (
    <Paper component="section" withBorder p="md" aria-labelledby={heading}>
      <Title order={2} size="h5" mb="sm" id={heading}>
        {title}
      </Title>
      {children}
    </Paper>
  );
}
