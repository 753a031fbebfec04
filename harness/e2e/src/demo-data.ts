import { setTimeout as pause } from 'node:timers/promises';
import type { RequestView } from '@countersign/contracts';
import type { Stack } from '@countersign/testing';
import { Client, twoStepPolicy } from './client.js';

/** The requests in the pictures. */
export interface DemoData {
  /** Bob has approved it; dave and grace are still asked. */
  halfApproved: string;
}

interface Wish {
  who: string;
  resource: string;
  account?: string;
  duration?: string;
  justification: string;
  ticket?: string;
}

/** People take a moment to decide, so that the times to decision are worth looking at. */
const MOMENT_MS = 1_500;

/** A small company at work: policies, and requests in every state, all made through the API. */
export async function demoData(stack: Stack): Promise<DemoData> {
  const people = new Map<string, Client>();
  for (const name of ['alice', 'oscar', 'bob', 'carol', 'dave', 'grace', 'erin'])
    people.set(name, new Client(stack.url, await stack.token(name)));
  const as = (name: string): Client => people.get(name)!;
  const done = async (answer: Promise<{ status: number; body: unknown }>): Promise<RequestView> => {
    const { status, body } = await answer;
    if (status >= 400) throw new Error(`the demo data: ${status} ${JSON.stringify(body)}`);
    return body as RequestView;
  };
  const submit = async ({ who, ...wish }: Wish): Promise<string> =>
    (await done(as(who).post('/v1/requests', { account: 'db-admin', duration: 'PT1H', ...wish }))).id;
  const decide = async (who: string, what: 'approve' | 'reject', id: string, comment?: string) => {
    await pause(MOMENT_MS);
    await done(as(who).post(`/v1/requests/${id}/${what}`, comment === undefined ? {} : { comment }));
  };

  for (const policy of policies()) await done(as('erin').post('/v1/policies', policy));
  const restore = await submit({
    who: 'alice',
    resource: 'prod-db-eu',
    ticket: 'INC-42',
    justification: 'Restore the orders table from the backup of last night',
  });
  await decide('bob', 'approve', restore, 'Fine, within the incident.');
  await decide('dave', 'approve', restore);
  await decide('grace', 'approve', restore, 'Watch the replica.');
  await done(as('alice').post(`/v1/requests/${restore}/check-out`));

  const rejected = await submit({
    who: 'oscar',
    resource: 'prod-db-us',
    justification: 'Have a look around',
  });
  await decide('carol', 'reject', rejected, 'Please say which incident this is for.');
  const cancelled = await submit({
    who: 'alice',
    resource: 'stage-web-2',
    justification: 'Profile the start',
  });
  await done(as('alice').post(`/v1/requests/${cancelled}/cancel`, { comment: 'Found it without.' }));
  const staging = await submit({
    who: 'oscar',
    resource: 'stage-web-1',
    justification: 'Try the new kernel',
  });
  await decide('carol', 'approve', staging);
  await as('alice').post('/v1/requests', { resource: 'root-ca', account: 'db-admin', duration: 'PT1H' });

  const halfApproved = await submit({
    who: 'oscar',
    resource: 'prod-billing-db',
    duration: 'PT2H',
    ticket: 'CHG-1107',
    justification: 'Add the index that the month-end report waits for',
  });
  await as('oscar').post(`/v1/requests/${halfApproved}/approve`);
  await decide('bob', 'approve', halfApproved, 'Agreed in the change board.');
  await decide('dave', 'approve', halfApproved);
  await submit({
    who: 'alice',
    resource: 'prod-db-ap',
    duration: 'PT30M',
    ticket: 'INC-57',
    justification: 'Two sessions hold a lock on the ledger since 09:40',
  });
  return { halfApproved };
}

function policies() {
  const { steps, ...production } = twoStepPolicy('production-db-approval');
  const [manager] = steps;
  return [
    { ...production, steps, description: 'Production databases: a manager, then two of security.' },
    {
      name: 'staging',
      description: 'Staging: one manager.',
      maxAccessDuration: 'P1D',
      steps: [manager],
      conditions: [{ resourceNames: ['stage-*'], accountNames: ['*'] }],
    },
    {
      name: 'domain-controllers',
      priority: 10,
      maxAccessDuration: 'PT1H',
      justification: 'required',
      steps,
      mfa: { onApproval: true, onCheckOut: true },
      checkOut: { exclusive: true },
      conditions: [{ resourceNames: ['dc-*'], accountNames: ['administrator', '*-admin'] }],
    },
  ];
}
