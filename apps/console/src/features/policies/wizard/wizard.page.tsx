import type { ReactNode } from 'react';
import { IconShieldLock } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMe } from '../../../api/use-me.js';
import { EmptyState } from '../../../shared/empty-state.js';
import { ButtonTo, LinkTo } from '../../../shared/links.js';
import { Loading } from '../../../shared/loading.js';
import { PageTitle } from '../../../shared/page-title.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { standingOf, usePolicyHistory } from '../policy-queries.js';
import type { Standing } from '../policy-queries.js';
import { draftOf, emptyDraft } from './draft.js';
import { PolicyWizard } from './policy-wizard.js';

const newRoute = getRouteApi('/policies/new');
const editRoute = getRouteApi('/policies/$id/edit');

/** The wizard for a new policy: empty, or a copy of another. */
export function NewPolicyPage() {
  const { from } = newRoute.useSearch();
  const onSaved = useSaved();
  return (
    <>
      <LinkTo to="/policies" search={{}} size="sm">
        All policies
      </LinkTo>
      <PageTitle title={from === undefined ? 'New policy' : 'Duplicate policy'} />
      <ForAdmins>
        {from === undefined ? (
          <PolicyWizard id={null} base={null} draft={emptyDraft()} onSaved={onSaved} />
        ) : (
          <WithPolicy key={from} id={from}>
            {({ content }) => (
              <PolicyWizard id={null} base={null} draft={copyOf(content)} onSaved={onSaved} />
            )}
          </WithPolicy>
        )}
      </ForAdmins>
    </>
  );
}

/** The wizard for the next version of a policy. */
export function EditPolicyPage() {
  const { id } = editRoute.useParams();
  const onSaved = useSaved();
  return (
    <>
      <LinkTo to="/policies/$id" params={{ id }} size="sm">
        Back to the policy
      </LinkTo>
      <PageTitle title="Edit policy" />
      <ForAdmins>
        <WithPolicy key={id} id={id}>
          {({ newest: { version }, content }) => (
            <PolicyWizard id={id} base={{ version, content }} draft={draftOf(content)} onSaved={onSaved} />
          )}
        </WithPolicy>
      </ForAdmins>
    </>
  );
}

function useSaved() {
  const navigate = useNavigate();
  return (id: string) => void navigate({ to: '/policies/$id', params: { id } });
}

/** A copy is switched off, so that it governs nothing before somebody has checked it. */
const copyOf = (content: Standing['content']) => ({
  ...draftOf(content),
  name: `Copy of ${content.name}`.slice(0, 128),
  enabled: false,
});

/** Says who may write policies before somebody writes one; the API refuses others anyway. */
function ForAdmins({ children }: { children: ReactNode }) {
  const { data: me, error } = useMe();
  if (error && !me) return <ProblemAlert error={error} />;
  if (!me) return <Loading lines={4} height={80} />;
  if (me.roles.includes('policy-admin')) return children;
  return (
    <EmptyState
      icon={IconShieldLock}
      title="Only policy admins can write policies"
      action={
        <ButtonTo to="/" variant="default">
          Home
        </ButtonTo>
      }
    >
      Ask a policy admin to make the change.
    </EmptyState>
  );
}

interface WithPolicyProps {
  id: string;
  children: (standing: Standing) => ReactNode;
}

/** Reads a policy, and renders its children with it. */
function WithPolicy({ id, children }: WithPolicyProps) {
  const { data, error, refetch } = usePolicyHistory(id);
  const standing = data ? standingOf(data.items) : null;
  if (standing) return children(standing);
  if (!error) return <Loading lines={4} height={80} />;
  return <ProblemAlert error={error} title="This policy cannot be shown" onRetry={() => void refetch()} />;
}
