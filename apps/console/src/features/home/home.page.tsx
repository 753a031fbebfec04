import { IconFilePlus } from '@tabler/icons-react';
import { Stack } from '@mantine/core';
import { ButtonTo } from '../../shared/links.js';
import { PageTitle } from '../../shared/page-title.js';
import { useRequests } from '../requests/use-requests.js';
import { AwaitingItem, OpenItem, ScheduledItem, UsableItem } from './items.js';
import { Section } from './section.js';

const REQUESTS_PER_SECTION = 20;

/** The requests that await the reader, the access they can use now, and their open requests. */
export function HomePage() {
  const awaiting = useRequests(
    { awaiting: 'me', status: ['pending'], sort: 'submittedAt' },
    REQUESTS_PER_SECTION,
  );
  const usable = useRequests(
    { requester: 'me', accessStatus: ['available', 'checked-out'] },
    REQUESTS_PER_SECTION,
  );
  const scheduled = useRequests({ requester: 'me', accessStatus: ['scheduled'] }, REQUESTS_PER_SECTION);
  const open = useRequests({ requester: 'me', status: ['pending'] }, REQUESTS_PER_SECTION);
  return (
    <>
      <PageTitle title="Home" actions={<RequestButton />} />
      <Stack gap="xl">
        <Section
          title="Awaiting you"
          list={awaiting}
          empty="No request awaits your approval. New ones appear here automatically."
          all={{ awaiting: 'me' }}
        >
          {(request) => <AwaitingItem request={request} />}
        </Section>
        <Section
          title="Ready to use"
          list={usable}
          empty="You have no access at the moment. Approved requests appear here."
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
          empty="You have no open requests."
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
