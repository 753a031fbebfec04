import { PageTitle } from '../../shared/page-title.js';

/** Request access. */
export function RequestAccessPage() {
  return <PageTitle title="Request access" />;
}
