import { PageTitle } from '../../shared/page-title.js';

/** Policies. */
export function PoliciesPage() {
  return <PageTitle title="Policies" />;
}
