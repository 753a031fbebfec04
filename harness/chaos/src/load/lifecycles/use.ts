import { people } from '../../people/people.js';
import { policies } from '../policies.js';
import type { Scene } from '../scene.js';

/** The main job: two steps, three people, check-out and check-in, with the broker asking before and after. */
export async function wholeLife(scene: Scene): Promise<void> {
  const requester = scene.requester();
  const id = await scene.submit({ requester, policy: policies.twoSteps });
  if (id === null) return;
  const manager = scene.random.pick(people.managers);
  const guards = scene.some(people.security, 2);
  for (const approver of [manager, ...guards]) {
    const approval = scene.approval(approver, id);
    const said = await (scene.chance(0.2) ? scene.clickTwice(approval) : scene.insist(approval));
    if (said.status !== 200) return;
    if (scene.chance(0.1)) await scene.again(approval);
    if (scene.chance(0.3)) await scene.look(requester, id);
  }
  const checkOut = scene.command('request.checkOut', requester, id, {});
  const { ticket } = await (scene.chance(0.3) ? scene.clickTwice(checkOut) : scene.insist(checkOut));
  if (!ticket) return;
  await scene.standing(ticket.id, 'before the check-in');
  if (scene.chance(0.3)) await scene.checkOut(requester, id, 'another ticket for the same check-out');
  const checkIn = scene.command('request.checkIn', requester, id, {});
  await (scene.chance(0.3) ? scene.clickTwice(checkIn) : scene.insist(checkIn));
  await scene.standing(ticket.id, 'after the check-in');
  await scene.checkOut(requester, id, 'after the check-in');
  if (scene.chance(0.3)) await scene.again(checkOut);
  if (scene.chance(0.3)) await scene.again(checkIn);
}

/** An access is revoked at the moment it is checked out; the broker asks, at once and after a second. */
export async function revokedInUse(scene: Scene): Promise<void> {
  const requester = scene.requester();
  const id = await scene.granted({ requester, policy: policies.single });
  if (id === null) return;
  const revoker = scene.chance(0.5) ? people.admin : requester;
  const early = scene.chance(0.7) ? await scene.checkOut(requester, id) : null;
  if (early?.ticket) await scene.standing(early.ticket.id, 'before the revocation');
  const [checkedOut] = await scene.atOnce([
    () => scene.checkOut(requester, id, 'against a revocation'),
    () => scene.revoke(revoker, id),
  ]);
  const ticket = early?.ticket ?? checkedOut?.ticket;
  if (ticket) await scene.standing(ticket.id, 'after the revocation');
  await scene.look(requester, id);
  await scene.checkOut(requester, id, 'after the revocation');
  await scene.checkIn(requester, id, 'after the revocation');
  await scene.pause(1_100);
  if (!ticket) return;
  await scene.standing(ticket.id, 'a second after the revocation');
  await scene.standing(ticket.id, 'perhaps answered by another instance');
}

/** A window of two seconds: used within it, requested across its end, tried after it. */
export async function shortWindow(scene: Scene): Promise<void> {
  const requester = scene.requester();
  const policy = scene.chance(0.5) ? policies.single : policies.clockAtCheckOut;
  const id = await scene.granted({ requester, policy, duration: 'PT2S' });
  if (id === null) return;
  const { ticket, request } = await scene.checkOut(requester, id);
  const endsAt = Date.parse(request?.access?.endsAt ?? '');
  if (!ticket || Number.isNaN(endsAt)) return;
  for (const before of [1_000, 30, 0, -30, -300]) {
    await scene.pause(endsAt - before - Date.now());
    await scene.standing(ticket.id, 'around the end');
  }
  await scene.checkOut(requester, id, 'after the end');
  await scene.checkIn(requester, id, 'after the end');
  await scene.revoke(requester, id);
  await scene.pause(endsAt + 1_500 - Date.now());
  await scene.standing(ticket.id, 'a second after the end');
}

/** Approved ahead of its start: tried before it, used after it. */
export async function startsLater(scene: Scene): Promise<void> {
  const requester = scene.requester();
  const id = await scene.granted({ requester, policy: policies.single, startsIn: 2_500, duration: 'PT5S' });
  if (id === null) return;
  const { request } = await scene.look(requester, id);
  const startsAt = Date.parse(request?.access?.startsAt ?? '');
  if (Number.isNaN(startsAt)) return;
  await scene.checkOut(requester, id, 'perhaps before its start');
  await scene.pause(startsAt + 100 - Date.now());
  const { ticket } = await scene.checkOut(requester, id, 'after its start');
  if (ticket) await scene.standing(ticket.id);
  if (scene.chance(0.5)) await scene.checkIn(requester, id);
}
