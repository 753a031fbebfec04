import { PageTitle } from '../../shared/page-title.js';

/** Requests. */
export function RequestsPage() {
  return <PageTitle title="Requests" />;
}
