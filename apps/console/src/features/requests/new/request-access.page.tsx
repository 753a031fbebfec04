import { PageTitle } from '../../../shared/page-title.js';
import { useRequests } from '../use-requests.js';
import classes from './request-access.module.css';
import { RequestForm } from './request-form.js';
import { useDraft, useExplanation } from './use-new-request.js';
import { WhatFollows } from './what-follows.js';

/** Enough of the reader's requests to suggest names, and to find a pending one. */
const REQUESTS_READ = 50;

/** The form for a new request; beside it, who will be asked and what is required. */
export function RequestAccessPage() {
  const drafting = useDraft();
  const explanation = useExplanation(drafting.draft);
  const mine = useRequests({ requester: 'me' }, REQUESTS_READ);
  return (
    <>
      <PageTitle
        title="Request access"
        description="Say what you need and why. The approvers that the policy names decide."
      />
      <div className={classes['layout']}>
        <RequestForm {...drafting} limits={explanation.data?.limits ?? null} mine={mine.data?.items ?? []} />
        <WhatFollows explanation={explanation} />
      </div>
    </>
  );
}
