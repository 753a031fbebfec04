import { useParams } from '@tanstack/react-router';
import { useRequest } from '../../requests/use-requests.js';
import { Loading } from '../../shared/loading.js';
import { PageTitle } from '../../shared/page-title.js';
import { ProblemAlert } from '../../shared/problem-alert.js';
import { RequestView } from './request-view.js';

/** One request: who, what, how long, why; its path; what the reader may do; everything that happened. */
export function RequestPage() {
  const { id } = useParams({ from: '/requests/$id' });
  const request = useRequest(id);
  // Keyed, so that what is being written for one request is never sent for another.
  if (request.data) return <RequestView key={id} request={request.data} />;
  return (
    <>
      <PageTitle title="Request" />
      {request.isError ? (
        <ProblemAlert
          error={request.error}
          title="This request cannot be shown"
          onRetry={() => void request.refetch()}
        />
      ) : (
        <Loading lines={6} height={72} />
      )}
    </>
  );
}
