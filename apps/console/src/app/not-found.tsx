import { IconMapQuestion } from '@tabler/icons-react';
import { EmptyState } from '../shared/empty-state.js';
import { ButtonTo } from '../shared/links.js';
import { PageTitle } from '../shared/page-title.js';

/** There is no such page. */
export function NotFound() {
  return (
    <>
      <PageTitle title="Page not found" />
      <EmptyState
        icon={IconMapQuestion}
        title="There is no page at this address"
        action={<ButtonTo to="/">Go to Home</ButtonTo>}
      >
        The link may be old or mistyped.
      </EmptyState>
    </>
  );
}
