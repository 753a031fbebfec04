import { Refusal } from '@countersign/contracts';

/** Another policy has this name. Names are unique without regard to case (409). */
export class PolicyNameTaken extends Refusal {
  constructor(name: string) {
    super(
      'policy-name-taken',
      409,
      `Another policy is named ${name}; names are compared without regard to case.`,
      { name },
    );
  }
}

/** `If-Match` does not name the newest version, because somebody else has saved in the meantime (412). */
export class VersionConflict extends Refusal {
  constructor(expected: readonly number[], actual: number) {
    const named = expected.length ? expected.join(' or ') : 'what If-Match names';
    super(
      'version-conflict',
      412,
      `The policy is at version ${actual} now, not ${named}; read it again and repeat your change.`,
      { expected: [...expected], actual },
    );
  }
}
