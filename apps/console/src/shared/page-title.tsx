import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { Group, Stack, Text, Title } from '@mantine/core';
import { Name } from './name.js';

interface PageTitleProps {
  /** Also the document's title. */
  title: string;
  description?: ReactNode;
  /** Buttons at the right. */
  actions?: ReactNode;
}

/** The page's heading; each page has exactly one. */
export function PageTitle({ title, description, actions }: PageTitleProps) {
  useEffect(() => {
    document.title = `${title} – Countersign`;
  }, [title]);
  return (
    <Group justify="space-between" align="flex-start" mb="lg" gap="sm">
      <Stack gap={2}>
        <Title order={1} size="h2">
          <Name>{title}</Name>
        </Title>
        {description !== undefined && (
          <Text c="dimmed" component="div">
            {description}
          </Text>
        )}
      </Stack>
      {actions !== undefined && <Group gap="xs">{actions}</Group>}
    </Group>
  );
}
