import { PageTitle } from '../../shared/page-title.js';

/** Reports. */
export function ReportsPage() {
  return <PageTitle title="Reports" />;
}
