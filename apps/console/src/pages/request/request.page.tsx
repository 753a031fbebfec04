import { PageTitle } from '../../shared/page-title.js';

/** Request. */
export function RequestPage() {
  return <PageTitle title="Request" />;
}
