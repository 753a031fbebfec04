import { IconChartBar, IconFileText, IconHandStop, IconLock, IconTable } from '@tabler/icons-react';
import type { Icon } from '@tabler/icons-react';
import { Tabs } from '@mantine/core';
import type { ComponentType } from 'react';
import { useMe } from '../../api/use-me.js';
import { EmptyState } from '../../shared/empty-state.js';
import { Loading } from '../../shared/loading.js';
import { PageTitle } from '../../shared/page-title.js';
import { ProblemAlert } from '../../shared/problem-alert.js';
import { AttemptsPanel } from './attempts-panel.js';
import { EventsPanel } from './events/events-panel.js';
import { RequestsPanel } from './requests/requests-panel.js';
import type { Tab } from './search.js';
import { SummaryPanel } from './summary/summary-panel.js';
import { useReportsSearch } from './use-search.js';

const tabs = {
  requests: { label: 'Check-out requests', icon: IconTable, panel: RequestsPanel },
  summary: { label: 'Summary', icon: IconChartBar, panel: SummaryPanel },
  refused: { label: 'Refused attempts', icon: IconHandStop, panel: AttemptsPanel },
  events: { label: 'Audit events', icon: IconFileText, panel: EventsPanel },
} satisfies Record<Tab, { label: string; icon: Icon; panel: ComponentType }>;

/** For auditors: every request, a summary, refused attempts, and every event. */
export function ReportsPage() {
  const { data: me, error, refetch } = useMe();
  return (
    <>
      <PageTitle title="Reports" description="Who requested what, who decided, and how each request ended." />
      {error && !me && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!error && !me && <Loading lines={8} />}
      {me && (me.roles.includes('auditor') ? <ReportTabs /> : <NotForYou />)}
    </>
  );
}

function ReportTabs() {
  const [{ tab = 'requests' }, change] = useReportsSearch();
  return (
    <Tabs value={tab} onChange={(chosen) => change({ tab: chosen as Tab })} keepMounted={false}>
      <Tabs.List mb="md" aria-label="Reports">
        {Object.entries(tabs).map(([value, { label, icon: Sign }]) => (
          <Tabs.Tab key={value} value={value} leftSection={<Sign size={16} aria-hidden />}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {Object.entries(tabs).map(([value, { panel: Panel }]) => (
        <Tabs.Panel key={value} value={value}>
          <Panel />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function NotForYou() {
  return (
    <EmptyState icon={IconLock} title="Reports are for auditors">
      You do not have the auditor role. Your own requests are under Requests; if you need the reports, ask
      your administrator for the role.
    </EmptyState>
  );
}
