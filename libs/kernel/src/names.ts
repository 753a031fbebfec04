import { NameRefused } from '@countersign/contracts';
import { confusableFault } from '@countersign/names';
import type { AcceptedNames, JudgedBy } from '@countersign/names';

/** A name that a person wrote, and the field that they wrote it into. */
export interface WrittenName {
  /** Of the field: `resource`, `steps.0.approvers.1.id`. */
  path: string;
  name: string;
  judgedBy: JudgedBy;
}

/**
 * Refuses names that may be mistaken for others (rules.md#names), unless the installation accepts any. What no name may
 * contain is refused earlier, by the contract of the body.
 * @throws NameRefused (422, `confusable-name`) naming each such field
 */
export function assertUnconfusable(names: readonly WrittenName[], accepted: AcceptedNames): void {
  if (accepted === 'any') return;
  const problems = names.flatMap(({ path, name, judgedBy }) => {
    const fault = confusableFault(name, judgedBy);
    return fault ? [{ path, message: fault.message }] : [];
  });
  if (problems.length) throw new NameRefused('confusable-name', problems);
}

/** The names of a request or a question, each judged as a whole. */
export function writtenNames({ resource, account }: { resource: string; account: string }): WrittenName[] {
  return [
    { path: 'resource', name: resource, judgedBy: 'name' },
    { path: 'account', name: account, judgedBy: 'name' },
  ];
}
