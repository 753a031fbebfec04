import { z } from 'zod';
import type { Origin } from './event.js';
import { instant } from './primitives.js';

/** Identifies a person. The hashed part of an event contains nothing else about people. */
export const personRef = z.object({ issuer: z.string(), id: z.string() });
export type PersonRef = z.infer<typeof personRef>;

/** A person with the name and e-mail address that their token gave. */
export interface Person extends PersonRef {
  name: string;
  email: string | null;
}

/** A person as an event knows them: name and e-mail are null if nobody recorded them, or if they were erased. */
export interface KnownPerson extends PersonRef {
  name: string | null;
  email: string | null;
  /** When name and e-mail were erased, RFC 3339 UTC; null if they were not. */
  erasedAt: string | null;
}

/** The cause of an event: a person, or a service that acts by itself (a deadline, a process manager). */
export const actor = z.discriminatedUnion('kind', [
  personRef.extend({ kind: z.literal('person') }),
  z.object({ kind: z.literal('service'), id: z.string() }),
]);
export type Actor = z.infer<typeof actor>;

/** A person as shown to clients. `erasedAt` is present only if name and e-mail were erased. */
export const personView = z.object({
  id: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  erasedAt: instant.optional(),
});
export type PersonView = z.infer<typeof personView>;

/**
 * Roles of the installation. Every person can request, and only policies say who approves. A broker is a program (a vault,
 * a bastion) that asks whether tickets are still valid, and does nothing else.
 */
export type Role = 'policy-admin' | 'auditor' | 'broker';

/** How and when a person proved who they are: `amr`, `acr`, `auth_time` (RFC 9068, RFC 9470). */
export interface Authentication {
  methods: string[];
  contextClass: string | null;
  at: Date | null;
}

/**
 * The person or the machine behind a call, from the verified access token of that call. Never stored whole. A machine is
 * a client with its own token (client credentials): its id is `client:<client id>`, which is no person's, and it is in no
 * group (rules.md#machines).
 */
export interface Caller extends Person {
  kind: 'person' | 'machine';
  groups: string[];
  roles: Role[];
  authentication: Authentication;
  /** When the token ends; a live stream must end with it. */
  tokenExpiresAt: Date;
}

/** Reduces a person to issuer and id. */
export function samePerson(a: PersonRef, b: PersonRef): boolean {
  return a.issuer === b.issuer && a.id === b.id;
}

/** Issuer and id of a person. */
export function refOf({ issuer, id }: PersonRef): PersonRef {
  return { issuer, id };
}

/** The person as an event's actor. */
export function actorOf({ issuer, id }: PersonRef): Actor {
  return { kind: 'person', issuer, id };
}

/** Personal data that is stored beside the events of a person's call, and not hashed with them. */
export function personalDataOf({ name, email }: Person, { address, userAgent }: Origin) {
  return { name, email, address, userAgent };
}

/** The person as clients see them. */
export function viewOfPerson({
  id,
  name = null,
  email = null,
  erasedAt = null,
}: PersonRef & Partial<KnownPerson>): PersonView {
  return erasedAt === null ? { id, name, email } : { id, name, email, erasedAt };
}

/** How to name a person in a sentence: by name, or by id if no name is known. */
export function nameOf({ id, name = null }: PersonRef & { name?: string | null }): string {
  return name ?? id;
}

/** Whether the caller has one of the roles. */
export function hasRole(caller: Caller, ...roles: Role[]): boolean {
  return roles.some((role) => caller.roles.includes(role));
}
