import { ERASURES_STREAM, eventCatalogue } from '@countersign/contracts';
import type { JsonObject } from '@countersign/contracts';
import { attemptsStream } from '@countersign/kernel';
import { approvalStreamsOf } from './approval.js';
import { opened, person, REQUEST_ID, oneManager, T0 } from './testing/fixtures.js';

/** The data that determine the streams of each event type. */
const { requestId } = opened(oneManager).data;
const ofRequest = { data: { requestId }, stream: `approval-${REQUEST_ID}` };
const bob = { issuer: person('bob').issuer, id: 'bob' };
const cases: Record<string, { data: JsonObject; stream: string }> = {
  'approval.opened': ofRequest,
  'approval.decided': ofRequest,
  'approval.approved': ofRequest,
  'approval.rejected': ofRequest,
  'approval.cancelled': ofRequest,
  'approval.expired': ofRequest,
  'attempt.refused': { data: { by: bob, at: T0.toISOString() }, stream: attemptsStream(bob, T0) },
  'personal_data.erased': { data: { ranges: [[1, 2]] }, stream: ERASURES_STREAM },
};

it.each(eventCatalogue.filter(({ log }) => log === 'approval').map(({ type }) => type))(
  'an event of type %s belongs to one stream of the approval log',
  (type) => {
    const { data, stream } = cases[type]!;
    expect(approvalStreamsOf({ type, schemaVersion: 1, data })).toEqual([stream]);
  },
);

it.each(['approval.reopened', 'request.submitted'])(
  'an event of type %s does not belong to the approval log',
  (type) => {
    expect(() => approvalStreamsOf({ type, schemaVersion: 1, data: { requestId } })).toThrow(type);
  },
);
