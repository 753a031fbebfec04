import { NOUNS, ticketOf, VERBS } from './listed-requests.js';
import { auditor, manager, requesterOf } from './people.js';
import type { Person } from './people.js';

/** A list whose pages are timed. */
export interface ListCase {
  name: string;
  as: Person;
  /** Query of the n-th call. */
  query: (n: number) => Record<string, string>;
  /** Whether each call asks for the page after that of the call before. */
  isWalk?: boolean;
}

const nth = (words: readonly string[], n: number): string => words[n % words.length] ?? '';

/** Numbers that lie far from each other, the same in every run. */
const scattered = (n: number, below: number): number => (n * 7_919 + 104_729) % below;

const SORTS = ['submittedAt', '-decidedAt', 'resource', 'account', 'requester'];

/** The lists of the bench. Both builds are asked for the same. */
export function listCases(requests: number): ListCase[] {
  const requester = requesterOf(7);
  const ticket = (n: number) => ticketOf(1 + scattered(n, requests));
  const noun = (n: number) => nth(NOUNS, n);
  const auditors: Record<string, ListCase['query']> = {
    'the newest': () => ({}),
    ...Object.fromEntries(SORTS.map((sort) => [`by \`${sort}\``, () => ({ sort })])),
    'of one status, frequent': () => ({ status: 'approved' }),
    'of one status, rare': () => ({ status: 'pending' }),
    'of one resource': (n) => ({ resource: `prod-db-${scattered(n, 20_000)}` }),
    'of one account': (n) => ({ account: `svc${scattered(n, 500)}-admin` }),
    'of one requester': (n) => ({ requester: requesterOf(scattered(n, 2_000)).id }),
    'free text, a word of every request': () => ({ q: 'prod' }),
    'free text, a word of 5 %': (n) => ({ q: noun(n) }),
    'free text, a word of one request': (n) => ({ q: ticket(n) }),
    'free text, the beginning of a word': (n) => ({ q: `svc${10 + scattered(n, 40)}` }),
    'free text, two words of 0.5 % together': (n) => ({ q: `${nth(VERBS, n)} ${noun(n)}` }),
    'free text, a word of 5 % and a rare one': (n) => ({ q: `${noun(n)} tenant ${scattered(n, 10_000)}` }),
  };
  const requesters: Record<string, ListCase['query']> = {
    'the newest': () => ({}),
    'by `resource`': () => ({ sort: 'resource' }),
    'of one status': () => ({ status: 'approved' }),
    'free text, a word of 5 %': (n) => ({ q: noun(n) }),
    'free text, a word of one request': (n) => ({ q: ticket(n) }),
  };
  return [
    ...casesOf('auditor', auditor, auditors),
    { name: 'auditor: the newest, page after page', as: auditor, query: () => ({}), isWalk: true },
    {
      name: 'auditor: by `resource`, page after page',
      as: auditor,
      query: () => ({ sort: 'resource' }),
      isWalk: true,
    },
    ...casesOf('requester', requester, requesters),
    {
      name: 'requester: the newest, page after page',
      as: requester,
      query: () => ({ limit: '10' }),
      isWalk: true,
    },
    { name: 'manager: the inbox', as: manager, query: () => ({ awaiting: 'me' }) },
  ];
}

function casesOf(role: string, as: Person, queries: Record<string, ListCase['query']>): ListCase[] {
  return Object.entries(queries).map(([name, query]) => ({ name: `${role}: ${name}`, as, query }));
}
