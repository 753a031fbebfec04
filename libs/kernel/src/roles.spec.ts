import { rolesOf } from './roles.js';

const settings = {
  policyAdminGroups: ['policy-admins'],
  auditorGroups: ['auditors', 'board'],
  brokerGroups: ['brokers'],
  brokerClients: ['vault', 'bastion'],
};
const person = { sub: 'alice', client_id: 'console', azp: 'console' };

describe('the roles of a token', () => {
  it.each([
    [['engineers'], []],
    [['policy-admins'], ['policy-admin']],
    [
      ['board', 'policy-admins'],
      ['policy-admin', 'auditor'],
    ],
    [['brokers'], ['broker']],
  ])('for the groups %j are %j', (groups, roles) => {
    expect(rolesOf(person, groups, settings)).toEqual(roles);
  });

  it('for a broker are only broker', () => {
    expect(rolesOf(person, ['policy-admins', 'auditors', 'brokers'], settings)).toEqual(['broker']);
    const own = { sub: 'vault', client_id: 'vault' };
    expect(rolesOf(own, ['policy-admins'], settings)).toEqual(['broker']);
  });

  it.each([
    ['named by client_id', { sub: 'vault', client_id: 'vault' }],
    ['named by azp', { sub: 'bastion', azp: 'bastion' }],
  ])('for a broker client’s own token are broker, %s', (_, claims) => {
    expect(rolesOf(claims, [], settings)).toEqual(['broker']);
  });

  it.each([
    ['a person who signed in through such a client', { sub: 'alice', client_id: 'vault', azp: 'vault' }],
    ['a person with the name of such a client', { sub: 'vault', client_id: 'console', azp: 'console' }],
    ['a token that names no client', { sub: 'vault' }],
    ['another client’s own token', { sub: 'reports', client_id: 'reports', azp: 'reports' }],
    ['a token of two such clients', { sub: 'vault', client_id: 'bastion' }],
    ['a token without a subject', { client_id: 'vault' }],
  ])('do not include broker for %s', (_, claims) => {
    expect(rolesOf(claims, [], settings)).toEqual([]);
  });

  it('never include broker when no brokers are configured', () => {
    const none = { ...settings, brokerClients: [] };
    expect(rolesOf({ sub: 'vault', client_id: 'vault' }, [], none)).toEqual([]);
  });
});
