import { IconChevronDown, IconDeviceDesktop, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import type { Icon } from '@tabler/icons-react';
import { Avatar, Button, Menu, Text, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import type { MantineColorScheme } from '@mantine/core';
import { useMe } from '../api/use-me.js';
import { useSession } from '../session/session-context.js';
import { personText } from '../shared/person-text.js';
import { Name } from '../shared/name.js';

const schemes = [
  { scheme: 'light', label: 'Light', icon: IconSun },
  { scheme: 'dark', label: 'Dark', icon: IconMoon },
  { scheme: 'auto', label: 'Same as system', icon: IconDeviceDesktop },
] as const satisfies { scheme: MantineColorScheme; label: string; icon: Icon }[];

const roleNames: Record<string, string> = {
  'policy-admin': 'policy admin',
  auditor: 'auditor',
  broker: 'broker',
};

/** The signed-in person, the colour scheme, and signing out. */
export function PersonMenu() {
  const { data: me } = useMe();
  const session = useSession();
  const name = me ? personText(me) : '…';
  const roles = me?.roles.map((role) => roleNames[role] ?? role).join(', ');
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--mantine-color-text)"
          px="xs"
          leftSection={<Avatar name={name} size={26} color="indigo" aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          <Text span size="sm" visibleFrom="xs">
            <Name>{name}</Name>
          </Text>
          <VisuallyHidden>Your menu</VisuallyHidden>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text span display="block" size="sm" fw={600} c="var(--mantine-color-text)">
            <Name>{name}</Name>
          </Text>
          <Text span display="block" size="xs">
            <Name>{me?.email ?? me?.id ?? ''}</Name>
          </Text>
          {roles !== undefined && roles !== '' && (
            <Text span display="block" size="xs">
              Roles: {roles}
            </Text>
          )}
        </Menu.Label>
        <Menu.Divider />
        <Appearance />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void session.signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label>Appearance</Menu.Label>
      <Menu.RadioGroup
        value={colorScheme}
        onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}
      >
        {schemes.map(({ scheme, label, icon: Sign }) => (
          <Menu.RadioItem key={scheme} value={scheme} rightSection={<Sign size={16} aria-hidden />}>
            {label}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}
