import { isDeepStrictEqual } from 'node:util';
import type { PolicyContentInput } from '@countersign/contracts';
import type { PolicyVersion } from '../load/history.js';
import type { Observed, StoredEvent } from '../observe/observed.js';
import { each } from './check.js';
import type { Check } from './check.js';
import { CLOCKS_DIFFER_MS } from './decisions.js';
import { differentMember, newestKnown, writtenAs, writtenPolicies } from './known-policies.js';
import { asksFor, dataOf, livesOf, timeOf, typed } from './lives.js';
import type { Life } from './lives.js';
import { senderOf } from './stored-commands.js';

/** The governing policy as recorded with a request. */
interface Governing extends PolicyVersion {
  content: PolicyContentInput;
}

/** A request that a policy governs, with the event that records the policy. */
interface Submitted {
  observed: Observed;
  life: Life;
  event: StoredEvent;
  policy: Governing;
}

const governingIn = (event: StoredEvent): Governing => dataOf<{ policy: Governing }>(event).policy;

function submissionsIn(observed: Observed): Submitted[] {
  return livesOf(observed).flatMap((life) =>
    typed(life.request, 'request.submitted').map((event) => ({
      observed,
      life,
      event,
      policy: governingIn(event),
    })),
  );
}

const inWords = ({ life, policy: { version, content } }: Submitted): string =>
  `${life.id} is governed by version ${version} of ${content.name}`;

export const governed: Check = {
  says: 'A request is governed by the policy that its names ask for, in a version that is recorded as it was written and governs the request to its end.',
  check: (observed) =>
    each('governed', submissionsIn(observed), (submitted) => [
      ...wrongPolicy(submitted),
      ...otherEvents(submitted),
      ...otherAnswers(submitted),
    ]),
};

function wrongPolicy(submitted: Submitted): string[] {
  const { observed, life, policy } = submitted;
  const asked = writtenPolicies(observed).find(({ content }) => asksFor(life.facts.resource, content));
  if (asked?.id !== policy.id) return [`${inWords(submitted)}, which its names do not ask for`];
  const written = writtenAs(observed, policy);
  if (!written) return [`${inWords(submitted)}, which nobody wrote`];
  const member = differentMember(policy.content, written.content);
  return member === undefined ? [] : [`${inWords(submitted)} with another ${member} than was written`];
}

/** Every event of a request names the governing version; the approval contains it whole. */
function otherEvents({ life, policy }: Submitted): string[] {
  const named = [...life.request, ...life.approval].flatMap((event) => {
    const { policy: about } = dataOf<{ policy?: PolicyVersion | null }>(event);
    return about === undefined ? [] : [{ type: event.type, about }];
  });
  const others = named.filter(({ about }) => about?.id !== policy.id || about.version !== policy.version);
  const opened = typed(life.approval, 'approval.opened').filter(
    (event) => !isDeepStrictEqual(governingIn(event).content, policy.content),
  );
  return [
    ...others.map(({ type, about }) => `${type} of ${life.id} names version ${about?.version} of its policy`),
    ...opened.map(() => `the approval of ${life.id} has another content of its policy`),
  ];
}

function otherAnswers({ life, policy }: Submitted): string[] {
  const shown = life.commands.flatMap(({ tries }) => tries.flatMap(({ said }) => said?.request ?? []));
  const versions = new Set(shown.map((request) => request.policy?.version ?? null));
  versions.delete(policy.version);
  return [...versions].map(
    (version) => `an answer about ${life.id} shows version ${version} of its policy, not ${policy.version}`,
  );
}

export const policyInForce: Check = {
  says: 'A submission meets the newest version of its policy: none older than anybody had been shown before it was sent, none written later.',
  check: (observed) =>
    each('policy-in-force', submissionsIn(observed), (submitted) => [
      ...tooOld(submitted),
      ...tooNew(submitted),
    ]),
};

/** Every attempt, even the recorded one, asks for the policy after the first attempt was sent. */
function tooOld(submitted: Submitted): string[] {
  const { observed, event, policy } = submitted;
  const sender = senderOf(observed, 'request', event.position);
  const sentAt = sender?.tries[0]?.sentAt ?? -Infinity;
  const known = newestKnown(observed, policy.id, sentAt);
  return policy.version < known
    ? [`${inWords(submitted)}, and version ${known} had been shown before it was sent`]
    : [];
}

function tooNew(submitted: Submitted): string[] {
  const { observed, event, policy } = submitted;
  const early = (writtenAs(observed, policy)?.sentAt ?? -Infinity) - timeOf(event);
  return early > CLOCKS_DIFFER_MS
    ? [
        `${inWords(submitted)}, which was first sent ${Math.round(early)} ms after the submission was recorded`,
      ]
    : [];
}
