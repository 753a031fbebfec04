import { samePerson } from '@countersign/contracts';
import type { PersonRef, StepRecord } from '@countersign/contracts';

/** The different people who approved a step, in the order they did. */
export function peopleWhoApproved(step: Pick<StepRecord, 'decisions'>): PersonRef[] {
  return step.decisions
    .filter(({ decision }) => decision === 'approve')
    .map(({ by }) => by)
    .filter((person, index, all) => all.findIndex((other) => samePerson(person, other)) === index);
}

/** Enough different people have approved (rules.md#quorum): people are counted, with `≥`, never decisions with `=`. */
export function quorumReached(step: Pick<StepRecord, 'decisions' | 'requiredApprovals'>): boolean {
  return peopleWhoApproved(step).length >= step.requiredApprovals;
}
