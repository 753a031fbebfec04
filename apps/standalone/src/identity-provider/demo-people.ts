import { createHash, timingSafeEqual } from 'node:crypto';

/** A person who can sign in to the demo. */
export interface DemoPerson {
  id: string;
  name: string;
  email: string;
  groups: string[];
}

/** The password of all of them, and their second factor. They are published: this is a demo. */
export const DEMO_PASSWORD = 'countersign';
export const DEMO_OTP = '123456';

const person = (name: string, group: string): DemoPerson => {
  const id = (name.split(' ')[0] ?? name).toLowerCase();
  return { id, name, email: `${id}@example.com`, groups: [group] };
};

/** The people of the demo, and what each is there for. */
export const demoPeople: readonly DemoPerson[] = [
  person('Alice Archer', 'engineers'),
  person('Oscar Olsen', 'engineers'),
  person('Bob Baker', 'managers'),
  person('Carol Castle', 'managers'),
  person('Dave Dalton', 'security'),
  person('Grace Gardner', 'security'),
  person('Erin Ellis', 'policy-admins'),
  person('Frank Fisher', 'auditors'),
];

/** Whether two texts are the same, in a time that tells nothing of where they differ or how long they are. */
export function sameText(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

export const findPerson = (id: string): DemoPerson | undefined => demoPeople.find((one) => one.id === id);
