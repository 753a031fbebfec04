import { isoText } from '../../../shared/duration-text.js';
import type { PolicyContent } from '../policy-types.js';
import { conditionInWords, stepInWords } from './policy-in-words.js';

/** The difference of one field: removed lines and added lines. */
export interface Difference {
  field: string;
  label: string;
  removed: string[];
  added: string[];
}

type Field = keyof PolicyContent;
const yesNo = (is: boolean) => [is ? 'Yes' : 'No'];

/** Each field as lines of text. A new field that is missing here does not compile. */
const fields: { [F in Field]-?: [label: string, lines: (content: PolicyContent) => string[]] } = {
  name: ['Name', ({ name }) => [name]],
  description: ['Description', ({ description }) => (description ? description.split('\n') : [])],
  enabled: ['In force', ({ enabled }) => yesNo(enabled)],
  priority: ['Priority', ({ priority }) => [String(priority)]],
  conditions: ['Conditions', ({ conditions }) => conditions.map(conditionInWords)],
  steps: ['Steps', ({ steps }) => steps.map((step, i) => `${i + 1}. ${stepInWords(step)}`)],
  distinctApprovers: ['Different people for each step', (content) => yesNo(content.distinctApprovers)],
  allowSelfApproval: ['Approving own requests', (content) => yesNo(content.allowSelfApproval)],
  minAccessDuration: ['Shortest access', (content) => [isoText(content.minAccessDuration)]],
  maxAccessDuration: ['Longest access', (content) => [isoText(content.maxAccessDuration)]],
  accessStarts: ['Time starts at', ({ accessStarts }) => [accessStarts]],
  useBy: ['Check-out within', ({ useBy }) => (useBy === undefined ? [] : [isoText(useBy)])],
  requestTtl: ['Undecided requests expire after', (content) => [isoText(content.requestTtl)]],
  justification: ['Justification', ({ justification }) => [justification]],
  mfa: ['Second factor', ({ mfa }) => mfaLines(mfa)],
  checkOut: ['One check-out at a time', ({ checkOut }) => yesNo(checkOut.exclusive)],
};

function mfaLines({ onRequest, onApproval, onCheckOut, maxAge }: PolicyContent['mfa']): string[] {
  const occasions = [onRequest && 'to request', onApproval && 'to approve', onCheckOut && 'to check out'];
  return [...occasions.filter((occasion) => occasion !== false), `at most ${isoText(maxAge)} old`];
}

/** The name of a field on the pages. */
export const labelOf = (field: string): string =>
  Object.hasOwn(fields, field) ? fields[field as Field][0] : field;

/**
 * The differences between two contents, field by field, in the words of the pages. A field that is written differently
 * but means the same (`PT24H`, `P1D`) has neither removed nor added lines.
 */
export function policyDifferences(before: PolicyContent, after: PolicyContent): Difference[] {
  return (Object.keys(fields) as Field[])
    .filter((field) => !same(before[field], after[field]))
    .map((field) => {
      const [label, lines] = fields[field];
      const old = lines(before);
      const now = lines(after);
      return { field, label, removed: without(old, now), added: without(now, old) };
    });
}

const without = (lines: string[], others: string[]) => lines.filter((line) => !others.includes(line));

/** Whether two JSON values are equal, whatever the order of keys; a key with the value undefined equals no key. */
export function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
