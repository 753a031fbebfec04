import { IconFilePlus } from '@tabler/icons-react';
import { Stack } from '@mantine/core';
import { useRequests } from '../../requests/use-requests.js';
import { ButtonTo } from '../../shared/links.js';
import { PageTitle } from '../../shared/page-title.js';
import { AwaitingItem } from './awaiting-item.js';
import { OpenItem } from './open-item.js';
import { ScheduledItem } from './scheduled-item.js';
import { Section } from './section.js';
import { UsableItem } from './usable-item.js';

const SHOWN = 20;

/** What awaits me, what I may use now, and what I have open. */
export function HomePage() {
  const awaiting = useRequests({ awaiting: 'me', status: ['pending'], sort: 'submittedAt' }, SHOWN);
  const usable = useRequests({ requester: 'me', accessStatus: ['available', 'checked-out'] }, SHOWN);
  const scheduled = useRequests({ requester: 'me', accessStatus: ['scheduled'] }, SHOWN);
  const open = useRequests({ requester: 'me', status: ['pending'] }, SHOWN);
  return (
    <>
      <PageTitle title="Home" actions={<RequestButton />} />
      <Stack gap="xl">
        <Section
          title="Awaiting you"
          list={awaiting}
          empty="Nothing awaits your approval. What comes in shows up here by itself."
          all={{ awaiting: 'me' }}
        >
          {(request) => <AwaitingItem request={request} />}
        </Section>
        <Section
          title="Yours to use now"
          list={usable}
          empty="You have no access at the moment. Request one, and it stands here once it is approved."
          all={{ requester: 'me', status: 'approved' }}
        >
          {(request) => <UsableItem request={request} />}
        </Section>
        {(scheduled.data?.items.length ?? 0) > 0 && (
          <Section title="Scheduled" list={scheduled} empty="" all={{ requester: 'me', status: 'approved' }}>
            {(request) => <ScheduledItem request={request} />}
          </Section>
        )}
        <Section
          title="Your open requests"
          list={open}
          empty="You wait for nobody."
          all={{ requester: 'me' }}
        >
          {(request) => <OpenItem request={request} />}
        </Section>
      </Stack>
    </>
  );
}

function RequestButton() {
  return (
    <ButtonTo to="/request-access" leftSection={<IconFilePlus size={18} aria-hidden />}>
      Request access
    </ButtonTo>
  );
}
