/** Somebody who acts in a run, as their access tokens speak of them. */
export interface Person {
  /** `sub` of their tokens. */
  id: string;
  name: string;
  email: string;
  groups: string[];
}

/** Enough of each kind that fifty can approve at once, and that few have to wait for each other. */
export const people = {
  requesters: several(24, 'requester', ['engineers']),
  /** The first three are of security, too: the same person at two steps. */
  managers: [...several(3, 'lead', ['managers', 'security']), ...several(9, 'manager', ['managers'])],
  security: several(60, 'guard', ['security']),
  admin: somebody('admin', ['policy-admins']),
  auditor: somebody('auditor', ['auditors']),
  broker: somebody('broker', ['brokers']),
} satisfies Record<string, Person | Person[]>;

function several(count: number, kind: string, groups: string[]): Person[] {
  return Array.from({ length: count }, (_, i) => somebody(`${kind}-${i + 1}`, groups));
}

function somebody(id: string, groups: string[]): Person {
  const name = id.replace(/^./, (first) => first.toUpperCase()).replace('-', ' ');
  return { id, name, email: `${id}@example.com`, groups };
}
