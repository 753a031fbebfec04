import { generateKeyPairSync, sign } from 'node:crypto';
import { CHECKPOINT_TYPE, eventSource } from '@countersign/contracts';
import type { CheckpointClaims, CloudEvent, Jwks, LogName } from '@countersign/contracts';
import { canonicalJson } from './canonical-json.js';
import { eventHash, genesisHash, parseMicros } from './chain.js';

const LOG_ID = '0199f3b4-91d7-4c3a-b0f5-6f2e8a4d1c55';

/** Makes the events of a log as a feed returns them, chained to each other. @param text - of event number n */
export function chained(
  count: number,
  text = (n: number) => `text ${n}`,
  log: LogName = 'request',
): CloudEvent[] {
  const events: CloudEvent[] = [];
  for (let n = 1; n <= count; n++) {
    const previoushash = events.at(-1)?.hash ?? genesisHash(LOG_ID, log);
    events.push(rehashed({ ...bare(n, text(n), log), previoushash, hash: '' }));
  }
  return events;
}

/** The event with a recomputed hash, as an attacker who can write everything would store it. */
export function rehashed(event: CloudEvent): CloudEvent {
  const { previoushash: previousHash, sequence, time, data } = event;
  const recordedAtMicros = parseMicros(time);
  const link = { previousHash, position: Number(sequence), recordedAtMicros, body: canonicalJson(data) };
  return { ...event, hash: eventHash(link) };
}

function bare(n: number, text: string, log: LogName): Omit<CloudEvent, 'hash' | 'previoushash'> {
  const id = `0199f3b4-91d7-7c3a-b0f5-${String(n).padStart(12, '0')}`;
  const type = 'test.noted';
  const stream = `note-${n}`;
  const actor = { kind: 'service', id: 'test' } as const;
  const context = { actor, causationId: null, correlationId: id, traceparent: null };
  return {
    specversion: '1.0',
    id,
    source: eventSource('test', log),
    type,
    subject: stream,
    time: `2026-01-31T09:00:00.${String(n).padStart(6, '0')}Z`,
    datacontenttype: 'application/json',
    dataschema: `urn:countersign:event:${type}:1`,
    sequence: String(n),
    data: {
      ...context,
      data: { text },
      id,
      privateHash: null,
      schemaVersion: 1,
      streams: [{ id: stream, version: 1 }],
      type,
    },
  };
}

/** An audit key, and what is signed with it. */
export function auditKey(kid = 'audit-test') {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const keys: Jwks['keys'] = [{ kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' }];
  const jws = (claims: CheckpointClaims, header: object = {}): string => {
    const parts = [{ alg: 'EdDSA', kid, typ: CHECKPOINT_TYPE, ...header }, claims];
    const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
  };
  return { keys, jws };
}
