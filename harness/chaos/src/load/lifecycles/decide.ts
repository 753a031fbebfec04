import { people } from '../../people/people.js';
import { policies } from '../policies.js';
import type { Scene } from '../scene.js';

/** A person approves twice at once, with different keys, and counts once. Then another person approves. */
export async function samePersonTwice(scene: Scene): Promise<void> {
  const id = await scene.submit({ requester: scene.requester(), policy: policies.pair });
  if (id === null) return;
  const [one, other] = scene.some(people.security, 2);
  await scene.atOnce(
    [1, 2, 3].map((n) => () => scene.approve(one, id, `the same person, click ${n}, a key of its own`)),
    1,
  );
  if (scene.chance(0.3)) await scene.approve(one, id, 'the same person again');
  await scene.approve(other, id);
}

/** Fifty people at once approve a step that needs three. */
export async function fiftyAtOnce(scene: Scene): Promise<void> {
  const id = await scene.submit({ requester: scene.requester(), policy: policies.crowd });
  if (id === null) return;
  await scene.atOnce(
    scene.some(people.security, 50).map((person) => () => scene.approve(person, id, 'one of fifty at once')),
    10,
  );
}

/** The requester cancels while the last approval comes. */
export async function cancelledAtTheEnd(scene: Scene): Promise<void> {
  const requester = scene.requester();
  const id = await scene.submit({ requester, policy: policies.single });
  if (id === null) return;
  const cancel = () =>
    scene.insist(scene.command('approval.cancel', requester, id, {}, 'against the last approval'));
  await scene.atOnce([
    cancel,
    () => scene.approve(scene.random.pick(people.managers), id, 'against a cancellation'),
  ]);
  await scene.checkOut(requester, id, 'whichever side won');
}

/** One person rejects while the last necessary approval arrives. */
export async function rejectedAtTheEnd(scene: Scene): Promise<void> {
  const requester = scene.requester();
  const id = await scene.submit({ requester, policy: policies.pair });
  if (id === null) return;
  const [first, second, third] = scene.some(people.security, 3);
  await scene.approve(first, id);
  const reject = () =>
    scene.insist(scene.command('approval.reject', third, id, {}, 'against the last approval'));
  await scene.atOnce([reject, () => scene.approve(second, id, 'against a rejection')]);
  await scene.checkOut(requester, id, 'whichever side won');
}

/** The policy lets requesters decide on their own requests, and a requester does. */
export async function ownRequest(scene: Scene): Promise<void> {
  const [requester, other] = scene.some(people.security, 2);
  const id = await scene.submit({ requester, policy: policies.ownRequests });
  if (id === null) return;
  await scene.approve(requester, id, 'self-approval, as the policy lets');
  await scene.approve(requester, id, 'self-approval once more');
  await scene.approve(other, id);
}

/** Approval and check-out need a second factor: tried without it, done with it. */
export async function steppedUp(scene: Scene): Promise<void> {
  const requester = scene.requester();
  const id = await scene.submit({ requester, policy: policies.stepUp });
  if (id === null) return;
  const manager = scene.random.pick(people.managers);
  await scene.approve(manager, id, 'without a second factor');
  await scene.insist(scene.withSecondFactor(scene.approval(manager, id, 'with a second factor')));
  const checkOut = scene.command('request.checkOut', requester, id, {}, 'without, then with a second factor');
  await scene.insist(checkOut);
  await scene.again(scene.withSecondFactor(checkOut));
}
