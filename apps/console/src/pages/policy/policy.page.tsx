import { PageTitle } from '../../shared/page-title.js';

/** Policy. */
export function PolicyPage() {
  return <PageTitle title="Policy" />;
}

/** The wizard for a policy that is not there yet. */
export function NewPolicyPage() {
  return <PageTitle title="New policy" />;
}
