import type { Schema } from '@countersign/api-client';
import { ACCESS_STATUSES, REQUEST_STATUSES } from '../../shared/statuses.js';
import type { AccessStatus, RequestStatus } from '../../shared/statuses.js';
import { periodOf } from '../../shared/period.js';

const TABS = ['requests', 'summary', 'refused', 'events'] as const;
export type Tab = (typeof TABS)[number];

export type Bucket = Schema<'Summary'>['bucket'];

export const BUCKETS: readonly Bucket[] = ['hour', 'day', 'week', 'month'];

const TEXTS = [
  'requester',
  'resource',
  'account',
  'policyId',
  'timeZone',
  'person',
  'code',
  'subject',
] as const;

/** All choices on the page, as the address holds them. Days are `YYYY-MM-DD`, `to` included. */
export interface ReportsSearch extends Partial<Record<(typeof TEXTS)[number], string>> {
  tab?: Tab;
  from?: string;
  to?: string;
  status?: RequestStatus[];
  accessStatus?: AccessStatus[];
  columns?: string[];
  bucket?: Bucket;
  type?: string[];
}

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const EVENT_TYPE = /^[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)*(\.\*)?$/;
const MAX_TYPES = 20;
const MAX_TEXT_LENGTH = 256;

/** Reads the address; invalid members are left out, so that an old link still works. */
export function readSearch(raw: Record<string, unknown>): ReportsSearch {
  const search: ReportsSearch = {};
  for (const name of TEXTS) {
    const text = textOf(raw[name]);
    if (text !== '' && text.length <= MAX_TEXT_LENGTH) search[name] = text;
  }
  for (const name of ['from', 'to'] as const) {
    const day = textOf(raw[name]);
    if (DAY.test(day)) search[name] = day;
  }
  const [tab] = oneOf(TABS, raw['tab']);
  const [bucket] = oneOf(BUCKETS, raw['bucket']);
  return {
    ...search,
    ...(tab && { tab }),
    ...(bucket && { bucket }),
    ...filled('status', oneOf(REQUEST_STATUSES, raw['status'])),
    ...filled('accessStatus', oneOf(ACCESS_STATUSES, raw['accessStatus'])),
    ...filled('columns', listOf(raw['columns'])),
    ...filled('type', listOf(raw['type']).filter(isEventType).slice(0, MAX_TYPES)),
  };
}

/** Whether the API accepts this as an event type: `access.revoked`, or `access.*`. */
export const isEventType = (text: string): boolean => text.length <= 64 && EVENT_TYPE.test(text);

/** A text of the address: the router reads `42` as a number. */
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
const listOf = (value: unknown): string[] =>
  [...new Set((Array.isArray(value) ? value : [value]).map(textOf))].filter((text) => text !== '');

function oneOf<Value extends string>(values: readonly Value[], raw: unknown): Value[] {
  const wanted = listOf(raw);
  return values.filter((value) => wanted.includes(value));
}

const filled = <Name extends string, Value>(name: Name, list: Value[]): Partial<Record<Name, Value[]>> =>
  list.length > 0 ? ({ [name]: list } as Record<Name, Value[]>) : {};

/** The report's filters for the API, for the table and for downloads alike. */
export function reportQuery(search: ReportsSearch, zone: string) {
  const { status, accessStatus, requester, resource, account, policyId } = search;
  return {
    ...periodOf(search, zone),
    ...(status && { status }),
    ...(accessStatus && { accessStatus }),
    ...(requester !== undefined && { requester }),
    ...(resource !== undefined && { resource }),
    ...(account !== undefined && { account }),
    ...(policyId !== undefined && { policyId }),
  };
}
export type ReportQuery = ReturnType<typeof reportQuery>;
