import type { ReactNode } from 'react';
import { Button, Center, Paper, Stack, Text, Title } from '@mantine/core';
import { Brand } from './brand.js';

interface EntranceProps {
  title: string;
  children?: ReactNode;
  onSignIn?: () => void;
}

/** The page before signing in and after signing out, with only the button to sign in. */
export function Entrance({ title, children, onSignIn }: EntranceProps) {
  return (
    <Center mih="100dvh" p="sm" component="main">
      <Paper withBorder p="xl" w="100%" maw={420}>
        <Stack>
          <Brand />
          <Title order={1} size="h3">
            {title}
          </Title>
          {children !== undefined && <Text component="div">{children}</Text>}
          {onSignIn && <Button onClick={onSignIn}>Sign in</Button>}
        </Stack>
      </Paper>
    </Center>
  );
}
