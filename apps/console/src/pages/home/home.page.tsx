import { PageTitle } from '../../shared/page-title.js';

/** Home. */
export function HomePage() {
  return <PageTitle title="Home" />;
}
