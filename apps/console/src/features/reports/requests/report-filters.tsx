import { Button, MultiSelect, Select, SimpleGrid } from '@mantine/core';
import { read } from '@countersign/api-client';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../../api/api-context.js';
import { keys } from '../../../api/keys.js';
import { DayRange, FilterText } from '../filters.js';
import { ACCESS_STATUSES, REQUEST_STATUSES } from '../../../shared/statuses.js';
import type { AccessStatus, RequestStatus } from '../../../shared/statuses.js';
import { useReportsSearch } from '../use-search.js';

const named = (status: string) => ({
  value: status,
  label: `${status.charAt(0).toUpperCase()}${status.slice(1)}`.replace('-', ' '),
});

/** The filters of the report. */
export function ReportFilters() {
  const [{ status = [], accessStatus = [] }, change] = useReportsSearch();
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm" mb="md" role="search" aria-label="Filters">
      <DayRange />
      <MultiSelect
        label="Status"
        placeholder={status.length === 0 ? 'Any' : ''}
        data={REQUEST_STATUSES.map(named)}
        value={status}
        onChange={(chosen) => change({ status: chosen.length ? (chosen as RequestStatus[]) : undefined })}
      />
      <MultiSelect
        label="Access status"
        placeholder={accessStatus.length === 0 ? 'Any' : ''}
        data={ACCESS_STATUSES.map(named)}
        value={accessStatus}
        onChange={(chosen) =>
          change({ accessStatus: chosen.length ? (chosen as AccessStatus[]) : undefined })
        }
      />
      <FilterText name="requester" label="Requester" placeholder="User id, such as alice" />
      <FilterText name="resource" label="Resource" placeholder="Full name" />
      <FilterText name="account" label="Account" placeholder="Full name" />
      <PolicyChoice />
    </SimpleGrid>
  );
}

/** The largest page of the list of policies. */
const MAX_POLICIES = 200;

function PolicyChoice() {
  const api = useApi();
  const [{ policyId }, change] = useReportsSearch();
  const { data } = useQuery({
    queryKey: [...keys.policies, 'choice'],
    queryFn: ({ signal }) =>
      read(api.GET('/v1/policies', { params: { query: { limit: MAX_POLICIES } }, signal })),
  });
  const policies = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const isKnown = policyId === undefined || policies.some(({ value }) => value === policyId);
  return (
    <Select
      label="Policy"
      placeholder="Any"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Any policy' }}
      nothingFoundMessage="No policy has that name"
      data={isKnown ? policies : [...policies, { value: policyId, label: policyId }]}
      value={policyId ?? null}
      onChange={(chosen) => change({ policyId: chosen ?? undefined })}
    />
  );
}

const noFilters = {
  from: undefined,
  to: undefined,
  status: undefined,
  accessStatus: undefined,
  requester: undefined,
  resource: undefined,
  account: undefined,
  policyId: undefined,
};

/** A button that removes all filters. */
export function ClearFilters() {
  const [, change] = useReportsSearch();
  return (
    <Button variant="default" onClick={() => change(noFilters)}>
      Clear filters
    </Button>
  );
}
