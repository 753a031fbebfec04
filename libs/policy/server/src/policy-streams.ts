import { foldName } from '@countersign/contracts';
import { sha256Hex } from '@countersign/event-log';

/** Stream of a policy. */
export const policyStream = (id: string): string => `policy-${id}`;

/** Stream of a name, the same for every spelling that differs only in case. */
export const policyNameStream = (name: string): string => `policy_name-${sha256Hex(foldName(name))}`;
