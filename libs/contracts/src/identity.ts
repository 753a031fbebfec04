import { z } from 'zod';

/** A person as recorded in events: issuer and id are who they are, name and e-mail what they were called then. */
export const person = z.object({
  issuer: z.string(),
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
});
export type Person = z.infer<typeof person>;

/** Who caused an event: a person, or a service acting by itself (a deadline, a process manager). */
export const actor = z.discriminatedUnion('kind', [
  person.extend({ kind: z.literal('person') }),
  z.object({ kind: z.literal('service'), id: z.string() }),
]);
export type Actor = z.infer<typeof actor>;

/** A person as shown to clients. */
export const personView = z.object({ id: z.string(), name: z.string(), email: z.string().nullable() });
export type PersonView = z.infer<typeof personView>;

/**
 * Roles of the installation; everybody can request, and who approves comes from policies alone. A broker is a
 * program (a vault, a bastion) that asks whether tickets still stand, and does nothing else.
 */
export const role = z.enum(['policy-admin', 'auditor', 'broker']);
export type Role = z.infer<typeof role>;

/** How and when a person proved who they are: `amr`, `acr`, `auth_time` (RFC 9068, RFC 9470). */
export interface Authentication {
  methods: string[];
  contextClass: string | null;
  at: Date | null;
}

/** The person behind a call, from the verified access token of that very call. Never stored whole. */
export interface Caller extends Person {
  groups: string[];
  roles: Role[];
  authentication: Authentication;
  /** When the token ends; a live stream must end with it. */
  tokenExpiresAt: Date;
}

/** The same person: issuer and id, nothing else. */
export function samePerson(a: Pick<Person, 'issuer' | 'id'>, b: Pick<Person, 'issuer' | 'id'>): boolean {
  return a.issuer === b.issuer && a.id === b.id;
}

/** The person of a caller, without what belongs to the token. */
export function personOf({ issuer, id, name, email }: Person): Person {
  return { issuer, id, name, email };
}

/** The person as an event's actor. */
export function actorOf(who: Person): Actor {
  return { kind: 'person', ...personOf(who) };
}

/** The person as clients see them. */
export function viewOfPerson({ id, name, email }: Person): PersonView {
  return { id, name, email };
}

/** Whether the caller holds one of the roles. */
export function hasRole(caller: Caller, ...roles: Role[]): boolean {
  return roles.some((role) => caller.roles.includes(role));
}
