import { people } from '../../people/people.js';
import { policies } from '../policies.js';
import type { Scene } from '../scene.js';

/**
 * A request expires with its requested window, seconds ahead. One approval comes in time; around the end come another
 * approval, rejections and a cancellation. Only an approval may be refused because of the window; the others only because
 * the TTL has passed. (The TTL of a policy is at least five minutes.)
 */
export async function expires(scene: Scene): Promise<void> {
  const requester = scene.requester();
  const [first, second, ...others] = scene.some(people.security, 5);
  const startsIn = 1_200 + scene.random.int(800);
  const endsAt = Date.now() + startsIn + 1_000;
  const id = await scene.submit({ requester, policy: policies.pair, startsIn, duration: 'PT1S' });
  if (id === null || !first || !second) return;
  await scene.approve(first, id);
  await scene.pause(endsAt - 4 + scene.random.int(6) - Date.now());
  const why = 'around the end of the time to decide';
  await scene.atOnce(
    [
      () => scene.approve(second, id, why),
      () => scene.insist(scene.command('approval.cancel', requester, id, {}, why)),
      ...others.map((person) => () => scene.insist(scene.command('approval.reject', person, id, {}, why))),
    ],
    12,
  );
  await scene.pause(endsAt + 50 - Date.now());
  await scene.approve(second, id, 'after the time to decide');
  await scene.checkOut(requester, id, 'perhaps expired');
}
