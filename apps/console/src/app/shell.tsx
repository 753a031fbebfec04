import { useEffect, useRef } from 'react';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { AppShell, Badge, Box, Burger, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useRouteContext, useRouterState } from '@tanstack/react-router';
import type { Connection } from '../live/notices.js';
import { useNotices } from '../live/use-notices.js';
import { useSession, useSessionOver } from '../session/session-context.js';
import { Brand } from './brand.js';
import { Navigation } from './navigation.js';
import { PersonMenu } from './person-menu.js';
import classes from './shell.module.css';

/** Header, navigation and the page. Below `sm` a burger opens the navigation. */
export function Shell() {
  const [opened, menu] = useDisclosure(false);
  const { positions } = useRouteContext({ from: '__root__' });
  const connection = useNotices(positions);
  const main = useFocusOnNavigation();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 230, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'sm', sm: 'lg' }}
      transitionDuration={0}
    >
      <a href="#main" className={classes['skip']}>
        Skip to the page
      </a>
      <AppShell.Header>
        <Group h="100%" px="sm" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={menu.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={opened ? 'Close navigation' : 'Open navigation'}
              aria-expanded={opened}
            />
            <Brand />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <ConnectionNote connection={connection} />
            <PersonMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Pages">
        <Navigation onNavigate={menu.close} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} ref={main} className={classes['main']}>
        <div className={classes['page']}>
          <Outlet />
        </div>
      </AppShell.Main>
      <SessionOverNote />
    </AppShell>
  );
}

/** After a navigation, screen readers continue at the new page and not at the link that was followed. */
function useFocusOnNavigation() {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const before = useRef(path);
  useEffect(() => {
    if (before.current !== undefined && before.current !== path) main.current?.focus({ preventScroll: true });
    before.current = path;
  }, [path]);
  return main;
}

/** Says when the screen may be out of date. The element is always there, so that screen readers notice its text. */
function ConnectionNote({ connection }: { connection: Connection }) {
  return (
    <Box role="status">
      {connection === 'lost' && (
        <Badge
          color="yellow"
          variant="light"
          tt="none"
          leftSection={<IconPlugConnectedX size={14} aria-hidden />}
        >
          Connection lost – reconnecting
        </Badge>
      )}
    </Box>
  );
}

/** Shown when the session could not be renewed: the page stays as it is, and one click signs in again. */
function SessionOverNote() {
  const session = useSession();
  const isOver = useSessionOver();
  return (
    <Modal
      opened={isOver}
      onClose={() => undefined}
      withCloseButton={false}
      title="Your session has expired"
      centered
    >
      <Stack>
        <Text>Sign in again to continue. You will return to this page.</Text>
        <Button onClick={() => void session.signIn()} data-autofocus>
          Sign in again
        </Button>
      </Stack>
    </Modal>
  );
}
