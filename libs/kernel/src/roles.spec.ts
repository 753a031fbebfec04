import type { Caller, Role } from '@countersign/contracts';
import { assertOpenTo, rolesOf } from './roles.js';

const settings = {
  policyAdminGroups: ['policy-admins'],
  auditorGroups: ['auditors', 'board'],
  brokerGroups: ['brokers'],
  auditorClients: ['siem', 'both'],
  brokerClients: ['vault', 'both'],
};

describe('the roles of a token', () => {
  it.each([
    [['engineers'], []],
    [['policy-admins'], ['policy-admin']],
    [
      ['board', 'policy-admins'],
      ['policy-admin', 'auditor'],
    ],
    [['brokers'], ['broker']],
    [['policy-admins', 'auditors', 'brokers'], ['broker']],
  ])('of a person in the groups %j are %j', (groups, roles) => {
    expect(rolesOf(null, groups, settings)).toEqual(roles);
  });

  it.each([
    ['siem', [], ['auditor']],
    ['vault', [], ['broker']],
    ['both', [], ['auditor', 'broker']],
    ['other', [], []],
    ['other', ['policy-admins', 'auditors'], []],
    ['siem', ['policy-admins'], ['auditor']],
    ['other', ['brokers', 'auditors'], ['broker']],
    ['siem', ['brokers'], ['broker']],
  ])('of the client %s in the groups %j are %j', (client, groups, roles) => {
    expect(rolesOf(client, groups, settings)).toEqual(roles);
  });
});

const caller = (kind: Caller['kind'], ...roles: Role[]) => ({ kind, roles }) as Caller;
const refusalOf = (who: Caller, access: 'person' | 'broker' | 'service', writes: boolean) => {
  try {
    assertOpenTo(who, { access, writes });
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

/** rules.md#machines */
describe('operations for people', () => {
  it('are open to people who are no brokers', () => {
    for (const roles of [[], ['auditor'], ['policy-admin']] as Role[][])
      for (const writes of [true, false])
        expect(refusalOf(caller('person', ...roles), 'person', writes)).toBeNull();
    expect(refusalOf(caller('person', 'broker'), 'person', false)).toBe('not-allowed');
  });

  it('that write are closed to every machine, whatever its roles', () => {
    for (const roles of [[], ['auditor'], ['broker'], ['auditor', 'broker'], ['policy-admin']] as Role[][])
      expect(refusalOf(caller('machine', ...roles), 'person', true)).toBe('machine-not-allowed');
  });

  it('that only read are open to machines with the role auditor', () => {
    expect(refusalOf(caller('machine', 'auditor'), 'person', false)).toBeNull();
    expect(refusalOf(caller('machine', 'auditor', 'broker'), 'person', false)).toBeNull();
    expect(refusalOf(caller('machine', 'broker'), 'person', false)).toBe('not-allowed');
    expect(refusalOf(caller('machine'), 'person', false)).toBe('machine-not-allowed');
  });
});

it('operations for brokers and services are open to machines', () => {
  for (const access of ['broker', 'service'] as const)
    expect(refusalOf(caller('machine'), access, false)).toBeNull();
});
