import { IconChartBar, IconFilePlus, IconHome, IconListDetails, IconShieldCheck } from '@tabler/icons-react';
import type { Icon } from '@tabler/icons-react';
import { Badge, Stack, VisuallyHidden } from '@mantine/core';
import { useMe } from '../api/use-me.js';
import { NavTo } from '../shared/links.js';

const entries = [
  { to: '/', label: 'Home', icon: IconHome, roles: null },
  { to: '/request-access', label: 'Request access', icon: IconFilePlus, roles: null },
  { to: '/requests', label: 'Requests', icon: IconListDetails, roles: null },
  { to: '/policies', label: 'Policies', icon: IconShieldCheck, roles: ['policy-admin', 'auditor'] },
  { to: '/reports', label: 'Reports', icon: IconChartBar, roles: ['auditor'] },
] as const satisfies { to: string; label: string; icon: Icon; roles: readonly string[] | null }[];

/** Links to the pages of a person's roles; the API decides again on every page. */
export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { data: me } = useMe();
  const roles = me?.roles ?? [];
  const shown = entries.filter((entry) => entry.roles?.some((role) => roles.includes(role)) ?? true);
  return (
    <Stack component="ul" gap={2} m={0} p={0}>
      {shown.map(({ to, label, icon: Sign }) => (
        <li key={to} style={{ listStyle: 'none' }}>
          <NavTo
            to={to}
            label={label}
            onClick={onNavigate}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            activeProps={{ active: true }}
            leftSection={<Sign size={18} aria-hidden />}
            rightSection={to === '/' ? <Awaiting count={me?.awaiting ?? 0} /> : undefined}
          />
        </li>
      ))}
    </Stack>
  );
}

function Awaiting({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <Badge size="sm" circle={count < 10}>
      {count}
      <VisuallyHidden>{count === 1 ? ' request awaits you' : ' requests await you'}</VisuallyHidden>
    </Badge>
  );
}
