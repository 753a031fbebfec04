import type { Schema } from '@countersign/api-client';
import { durationText, isoSeconds, isoText } from '../../../shared/duration-text.js';
import { personText } from '../../../shared/person-text.js';
import { bucketLabel } from '../../../shared/period.js';
import { REQUEST_STATUSES } from '../../../shared/statuses.js';
import type { Colour } from './colours.js';
import { isolated } from '../../../shared/isolated.js';

export type Summary = Schema<'Summary'>;

/** One series of a chart; `name` is its key in the data. */
interface Series {
  name: string;
  label: string;
  color: Colour;
}

/** A figure, as a table and as a chart. */
export interface FigureData {
  title: string;
  columns: string[];
  rows: string[][];
  chart: {
    kind: 'columns' | 'bars';
    unit: 'requests' | 'time';
    data: Record<string, string | number>[];
    series: Series[];
  };
}

const capital = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
const secondsOf = (iso: string | null) => (iso === null ? 0 : (isoSeconds(iso) ?? 0));
const textOf = (iso: string | null) => (iso === null ? '–' : isoText(iso));
const TIMES: Series[] = [
  { name: 'p50', label: 'Median', color: 'one' },
  { name: 'p95', label: '95th percentile', color: 'two' },
];

/** The number of requests submitted in each bucket, by status. */
export function overTime({ buckets, bucket, timeZone }: Summary): FigureData {
  const label = (start: string) => bucketLabel(start, bucket, timeZone);
  return {
    title: `Requests per ${bucket}, by status now`,
    columns: [capital(bucket), ...REQUEST_STATUSES.map(capital)],
    rows: buckets.map(({ start, counts }) => [
      label(start),
      ...REQUEST_STATUSES.map((status) => String(counts[status] ?? 0)),
    ]),
    chart: {
      kind: 'columns',
      unit: 'requests',
      data: buckets.map(({ start, counts }) => ({ ...counts, label: label(start) })),
      series: REQUEST_STATUSES.map((name) => ({ name, label: capital(name), color: name })),
    },
  };
}

/** The time to a decision, by policy. */
export function policyTimes({ policies }: Summary): FigureData {
  return {
    title: 'Time to decision, per policy',
    columns: ['Policy', 'Requests', 'Decided', 'Expired', 'Self-approved', 'Median', '95th percentile'],
    rows: policies.map(({ policy, requests, decided, expired, selfApproved, p50, p95 }) => [
      policy.name,
      ...[requests, decided, expired, selfApproved].map(String),
      ...[p50, p95].map(textOf),
    ]),
    chart: times(policies.map(({ policy, p50, p95 }) => ({ label: policy.name, p50, p95 }))),
  };
}

/** The time that each step was open until its decision. */
export function stepTimes({ steps, policies }: Summary): FigureData {
  const names = new Map(policies.map(({ policy }) => [policy.id, policy.name]));
  const nameOf = ({ policyId, step, name }: Summary['steps'][number]) =>
    `${isolated(name ?? `Step ${step + 1}`)} (${isolated(names.get(policyId) ?? 'another policy')})`;
  return {
    title: 'Time to decision, per step',
    columns: ['Step', 'Completed', 'Median', '95th percentile'],
    rows: steps.map((step) => [nameOf(step), String(step.completed), ...[step.p50, step.p95].map(textOf)]),
    chart: times(steps.map((step) => ({ label: nameOf(step), p50: step.p50, p95: step.p95 }))),
  };
}

function times(rows: { label: string; p50: string | null; p95: string | null }[]): FigureData['chart'] {
  const data = rows.map(({ label, p50, p95 }) => ({ label, p50: secondsOf(p50), p95: secondsOf(p95) }));
  return { kind: 'bars', unit: 'time', data, series: TIMES };
}

/** Each approver's decisions: how many, how many approvals, and how fast. */
export function approvers({ approvers }: Summary): FigureData {
  return {
    title: 'Decisions, per approver',
    columns: ['Approver', 'Decided', 'Approved', 'Median time', 'Under 10 seconds'],
    rows: approvers.map(({ approver, decided, approveRate, medianTime, underTenSeconds }) => [
      personText(approver),
      String(decided),
      `${Math.round(approveRate * 100)} %`,
      isoText(medianTime),
      String(underTenSeconds),
    ]),
    chart: {
      kind: 'bars',
      unit: 'requests',
      data: approvers.map(({ approver, decided, underTenSeconds }) => ({
        label: personText(approver),
        considered: decided - underTenSeconds,
        fast: underTenSeconds,
      })),
      series: [
        { name: 'considered', label: '10 seconds or more', color: 'one' },
        { name: 'fast', label: 'Under 10 seconds', color: 'two' },
      ],
    },
  };
}

/** The resources with most requests. */
export const topResources = ({ topResources }: Summary): FigureData =>
  ranked(
    ['Most requested resources', 'Resource'],
    topResources.map(({ resource, requests }) => [resource, requests]),
  );

/** The people with most requests. */
export const topRequesters = ({ topRequesters }: Summary): FigureData =>
  ranked(
    ['Most frequent requesters', 'Requester'],
    topRequesters.map(({ requester, requests }) => [personText(requester), requests]),
  );

function ranked([title, what]: [string, string], rows: [string, number][]): FigureData {
  return {
    title,
    columns: [what, 'Requests'],
    rows: rows.map(([label, count]) => [label, String(count)]),
    chart: {
      kind: 'bars',
      unit: 'requests',
      data: rows.map(([label, requests]) => ({ label, requests })),
      series: [{ name: 'requests', label: 'Requests', color: 'one' }],
    },
  };
}

/** Refused requests and other refused attempts, by reason. */
export function refusals({ refusals: { requests, attempts } }: Summary): FigureData {
  const codes = [...new Set([...requests, ...attempts].map(({ code }) => code))];
  const countIn = (list: { code: string; count: number }[], code: string) =>
    list.find((entry) => entry.code === code)?.count ?? 0;
  const data = codes.map((code) => ({
    label: code,
    requests: countIn(requests, code),
    attempts: countIn(attempts, code),
  }));
  return {
    title: 'Refusals by reason',
    columns: ['Reason', 'Requests', 'Other attempts'],
    rows: data.map(({ label, requests, attempts }) => [label, String(requests), String(attempts)]),
    chart: {
      kind: 'bars',
      unit: 'requests',
      data,
      series: [
        { name: 'requests', label: 'Requests', color: 'one' },
        { name: 'attempts', label: 'Other attempts', color: 'two' },
      ],
    },
  };
}

/** A value as text, at an axis or beside a bar. */
export const valueText = (unit: FigureData['chart']['unit'], value: number): string =>
  unit === 'time' ? durationText(value) : String(value);

/** The labels and values above the figures. */
export function headline(summary: Summary): [string, string][] {
  const { counts, timeToDecision, expiries, selfApprovals, unmatchedGrants, refusals } = summary;
  const sum = (numbers: number[]) => String(numbers.reduce((total, number) => total + number, 0));
  return [
    ['Requests', sum(Object.values(counts))],
    ['Decided by people', String(timeToDecision.decided)],
    ['Median time to decision', textOf(timeToDecision.p50)],
    ['95th percentile', textOf(timeToDecision.p95)],
    ['Expired undecided', String(expiries.requests)],
    ['Access never used', String(expiries.accessesNotUsed)],
    ['Requests refused', sum(refusals.requests.map(({ count }) => count))],
    ['Other attempts refused', sum(refusals.attempts.map(({ count }) => count))],
    ['Self-approved', String(selfApprovals)],
    ['Granted without a policy', String(unmatchedGrants)],
  ];
}
