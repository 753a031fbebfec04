import { people } from '../../people/people.js';
import { policies } from '../policies.js';
import type { Scene } from '../scene.js';

/** Attempts that must be refused, between the steps of a valid request: self-approval, strangers, too early, twice. */
export async function refusedTries(scene: Scene): Promise<void> {
  const [requester, stranger] = scene.some(people.requesters, 2);
  const [lead] = scene.some(people.managers.slice(0, 3), 2);
  const [guard, last] = scene.some(people.security, 2);
  const id = await scene.submit({ requester, policy: policies.twoSteps });
  if (id === null) return;
  await scene.atOnce([
    () => scene.approve(requester, id, 'self-approval'),
    () => scene.approve(stranger, id, 'a stranger'),
    () => scene.approve(guard, id, 'before their step'),
    () => scene.checkOut(requester, id, 'before approval'),
  ]);
  await scene.approve(lead, id);
  await scene.atOnce([
    () => scene.approve(lead, id, 'approved an earlier step'),
    () => scene.approve(requester, id, 'self-approval'),
    () => scene.approve(guard, id),
  ]);
  await scene.insist(scene.command('approval.cancel', lead, id, {}, 'not the requester'));
  await scene.approve(last, id);
  await scene.checkOut(requester, id, 'after approval');
  await scene.atOnce([
    () => scene.checkOut(lead, id, 'an approver'),
    () => scene.checkOut(stranger, id, 'a stranger'),
    () => scene.insist(scene.command('request.revoke', lead, id, { reason: 'I say so' }, 'an approver')),
    () => scene.approve(scene.random.pick(people.security), id, 'after the end'),
    () => scene.insist(scene.command('approval.cancel', requester, id, {}, 'after the end')),
  ]);
}

/** A requester who is in the approving group tries to approve: only the rule against self-approval can refuse that. */
export async function selfApproval(scene: Scene): Promise<void> {
  const [requester, other] = scene.some(people.security, 2);
  const id = await scene.submit({ requester, policy: policies.pair });
  if (id === null) return;
  await scene.approve(requester, id, 'self-approval');
  await scene.atOnce([
    () => scene.approve(other, id),
    () => scene.approve(requester, id, 'self-approval against the first approval'),
  ]);
}

/** Two simultaneous requests of one person for the same account, in two spellings: one of them is pending. */
export async function sameTwice(scene: Scene): Promise<void> {
  const requester = scene.requester();
  const name = `Twice-${scene.unique()}`;
  const wish = { requester, policy: policies.single };
  const submissions = [name, name.toUpperCase(), name.toLowerCase()].map((resource) =>
    scene.submission({ ...wish, resource }),
  );
  const answers = await scene.atOnce(submissions.map((one) => () => scene.insist(one)));
  const id = answers.find(({ status }) => status === 201)?.requestId;
  if (!id) return;
  await scene.insist(scene.command('approval.cancel', requester, id, {}));
  await scene.insist(scene.submission({ ...wish, resource: name.toUpperCase() }));
}

/**
 * No policy governs it: it is refused, and the refusal is recorded and the same for each repeat, also with another key or
 * in another spelling.
 */
export async function ungoverned(scene: Scene): Promise<void> {
  const names = { resource: `nobody-governs-${scene.unique()}`, account: 'root' };
  const requester = scene.requester();
  const asking = ({ resource, account } = names) =>
    scene.command('request.submit', requester, '', { resource, account, duration: 'PT1H' });
  const submission = asking();
  await scene.clickTwice(submission);
  await scene.again(submission);
  const shouted = { ...names, resource: names.resource.toUpperCase() };
  await scene.atOnce([asking(), asking(shouted)].map((one) => () => scene.insist(one)));
}
