import { logNames, noticeSubject } from '@countersign/contracts';
import { natsPermissions, natsUsers, relayUserOf } from './nats-permissions.js';

/** Whether a NATS subject pattern covers a subject. */
function covers(pattern: string, subject: string): boolean {
  const wanted = pattern.split('.');
  const given = subject.split('.');
  const tail = wanted.at(-1) === '>';
  if (tail ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every(
    (token, i) => token === '*' || (token === '>' && i === wanted.length - 1) || token === given[i],
  );
}

const publishers = (subject: string): string[] =>
  natsUsers.filter((user) => natsPermissions(user).publish.some((one) => covers(one, subject)));
const subscribers = (subject: string): string[] =>
  natsUsers.filter((user) => natsPermissions(user).subscribe.some((one) => covers(one, subject)));

describe('NATS permissions', () => {
  it.each(logNames)('let only the relay of the %s log write its mirror', (log) => {
    expect(publishers(`countersign.${log}.thing.happened.thing-1`)).toEqual([relayUserOf(log)]);
    expect(publishers(`countersign.poke.${log}`)).toEqual([relayUserOf(log)]);
  });

  it.each([
    ['countersign.internal.policy.match', ['request'], ['policy']],
    ['countersign.rpc.approval.get', ['request', 'gateway'], ['approval']],
    ['countersign.rpc.request.get', ['approval', 'gateway'], ['request']],
    ['countersign.rpc.request.withApproval', ['approval', 'gateway'], ['request']],
    ['countersign.rpc.request.timeline', ['gateway'], ['request']],
    ['countersign.rpc.request.submit', ['gateway'], ['request']],
    ['countersign.rpc.request.audience', ['gateway'], ['request']],
    ['countersign.rpc.reporting.requests', ['gateway'], ['reporting']],
    ['countersign.internal.request.submission', ['approval'], ['request']],
    ['countersign.internal.approval.events', ['request'], ['approval']],
    ['countersign.internal.policy.anything', [], ['policy']],
  ])('%s is called by %j and answered by %j', (subject, callers, answerers) => {
    expect(publishers(subject)).toEqual(callers);
    expect(subscribers(subject)).toEqual(answerers);
  });

  it('let only the instances of the request service use its notice subject', () => {
    const subject = noticeSubject('request');
    expect([publishers(subject), subscribers(subject)]).toEqual([['request'], ['request']]);
    for (const other of [noticeSubject('policy'), noticeSubject('approval'), `${subject}.more`])
      expect([...publishers(other), ...subscribers(other)]).toEqual([]);
  });

  it('keep inboxes private', () => {
    for (const user of natsUsers) expect(subscribers(`_INBOX_${user}.abc.1`)).toEqual([user]);
    // Alone in its account.
    expect(subscribers('_INBOX.abc')).toEqual(['siem']);
    expect(
      natsUsers.flatMap((user) => natsPermissions(user).publish).filter((one) => one.startsWith('_INBOX')),
    ).toEqual([]);
  });

  it('let every reader read events only through JetStream, and only its relay create and remove a mirror', () => {
    expect(subscribers('countersign.request.request.submitted.request-1')).toEqual([]);
    for (const verb of ['DELETE', 'CREATE', 'UPDATE'])
      expect(publishers(`$JS.API.STREAM.${verb}.COUNTERSIGN_POLICY`)).toEqual(['policy-relay']);
    expect(publishers('$JS.API.STREAM.PURGE.COUNTERSIGN_REQUEST')).toEqual([]);
    expect(publishers('$JS.API.CONSUMER.CREATE.COUNTERSIGN_POLICY.x')).toEqual(['policy', 'reporting']);
  });

  it('let the operator only look at mirrors', () => {
    const looks = ['POLICY', 'REQUEST', 'APPROVAL'].flatMap((log) =>
      ['INFO', 'MSG.GET'].map((verb) => `$JS.API.STREAM.${verb}.COUNTERSIGN_${log}`),
    );
    expect(natsPermissions('admin').publish).toEqual([...looks, '$JS.API.STREAM.INFO.COUNTERSIGN_AUDIT']);
    expect(natsPermissions('admin').subscribe).toEqual(['_INBOX_admin.>']);
  });

  it('let the request service read only the end of the policy mirror', () => {
    expect(publishers('$JS.API.STREAM.INFO.COUNTERSIGN_POLICY')).toContain('request');
    expect(publishers('$JS.API.STREAM.MSG.GET.COUNTERSIGN_POLICY')).toContain('request');
    const onPolicies = natsPermissions('request').publish.filter((one) => /COUNTERSIGN_POLICY/.test(one));
    expect(onPolicies).toHaveLength(2);
  });

  it('let the siem user have durable consumers of the stream of all mirrors, and nothing else', () => {
    const { publish, subscribe, answers } = natsPermissions('siem');
    expect(publish).toEqual([
      '$JS.API.INFO',
      '$JS.API.STREAM.INFO.COUNTERSIGN_AUDIT',
      '$JS.API.CONSUMER.CREATE.COUNTERSIGN_AUDIT.*',
      '$JS.API.CONSUMER.INFO.COUNTERSIGN_AUDIT.*',
      '$JS.API.CONSUMER.MSG.NEXT.COUNTERSIGN_AUDIT.*',
      '$JS.API.CONSUMER.CREATE.COUNTERSIGN_AUDIT.*.>',
      '$JS.ACK.COUNTERSIGN_AUDIT.>',
    ]);
    expect(subscribe).toEqual(['_INBOX.>', '_INBOX_siem.>']);
    expect(answers).toBe(false);
    for (const verb of ['DELETE', 'CREATE'])
      expect(publishers(`$JS.API.STREAM.${verb}.COUNTERSIGN_AUDIT`)).toEqual(['request-relay']);
  });

  it('let the gateway read the mirrors that its live notices come from, and change nothing', () => {
    const own = natsPermissions('gateway').publish.filter((one) => one !== 'countersign.rpc.>');
    const reads = ['REQUEST', 'APPROVAL'].map((log) => [
      `$JS.API.STREAM.INFO.COUNTERSIGN_${log}`,
      `$JS.API.STREAM.MSG.GET.COUNTERSIGN_${log}`,
      ...['CREATE', 'INFO', 'MSG.NEXT', 'DELETE'].map(
        (verb) => `$JS.API.CONSUMER.${verb}.COUNTERSIGN_${log}.*`,
      ),
      `$JS.API.DIRECT.GET.COUNTERSIGN_${log}`,
    ]);
    expect([...own].sort()).toEqual(reads.flat().sort());
    expect(natsPermissions('gateway').subscribe).toEqual(['_INBOX_gateway.>']);
  });

  it('let reporting read every mirror by position, and the gateway those of requests and approvals, in no other way', () => {
    expect(publishers('$JS.API.DIRECT.GET.COUNTERSIGN_POLICY')).toEqual(['reporting']);
    for (const log of ['REQUEST', 'APPROVAL'])
      expect(publishers(`$JS.API.DIRECT.GET.COUNTERSIGN_${log}`)).toEqual(['reporting', 'gateway']);
    expect(publishers('$JS.API.DIRECT.GET.COUNTERSIGN_REQUEST.countersign.request.x')).toEqual([]);
  });
});
