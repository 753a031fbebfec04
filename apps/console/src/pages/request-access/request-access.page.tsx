import { useRequests } from '../../requests/use-requests.js';
import { PageTitle } from '../../shared/page-title.js';
import { RequestForm } from './request-form.js';
import classes from './request-access.module.css';
import { useDraft } from './use-draft.js';
import { useExplanation } from './use-explanation.js';
import { WhatFollows } from './what-follows.js';

const RECENT = 50;

/** Asks for access, and says meanwhile who will be asked and what is required. */
export function RequestAccessPage() {
  const drafting = useDraft();
  const explanation = useExplanation(drafting.draft);
  const mine = useRequests({ requester: 'me' }, RECENT);
  return (
    <>
      <PageTitle
        title="Request access"
        description="Say what you need and why; the people a policy names decide."
      />
      <div className={classes['layout']}>
        <RequestForm {...drafting} limits={explanation.data?.limits ?? null} mine={mine.data?.items ?? []} />
        <WhatFollows explanation={explanation} />
      </div>
    </>
  );
}
