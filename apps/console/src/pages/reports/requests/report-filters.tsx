import { Button, MultiSelect, Select, SimpleGrid } from '@mantine/core';
import { read } from '@countersign/api-client';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../../api/api-context.js';
import { keys } from '../../../api/keys.js';
import { DayRange } from '../day-range.js';
import { FilterText } from '../filter-text.js';
import { ACCESS_STATUSES, REQUEST_STATUSES } from '../search.js';
import type { AccessStatus, RequestStatus } from '../search.js';
import { useReportsSearch } from '../use-search.js';

const named = (status: string) => ({
  value: status,
  label: `${status.charAt(0).toUpperCase()}${status.slice(1)}`.replace('-', ' '),
});

/** What the report is about. */
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
      <FilterText name="resource" label="Resource" placeholder="Its whole name" />
      <FilterText name="account" label="Account" placeholder="Its whole name" />
      <PolicyChoice />
    </SimpleGrid>
  );
}

/** As many policies as one page of the list has. */
const MOST_POLICIES = 200;

function PolicyChoice() {
  const api = useApi();
  const [{ policyId }, change] = useReportsSearch();
  const { data } = useQuery({
    queryKey: [...keys.policies, 'choice'],
    queryFn: ({ signal }) =>
      read(api.GET('/v1/policies', { params: { query: { limit: MOST_POLICIES } }, signal })),
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

const nothing = {
  ...{ from: undefined, to: undefined, status: undefined, accessStatus: undefined },
  ...{ requester: undefined, resource: undefined, account: undefined, policyId: undefined },
};

/** Every request again. */
export function ClearFilters() {
  const [, change] = useReportsSearch();
  return (
    <Button variant="default" onClick={() => change(nothing)}>
      Clear filters
    </Button>
  );
}
