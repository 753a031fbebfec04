import { people } from '../../people/people.js';
import { policies } from '../policies.js';
import type { Scene } from '../scene.js';

/**
 * A request ends with the window it asks for, seconds ahead: half of its approvals come in time, the others around
 * its end and after it. (A policy's own time to decide is five minutes at least.)
 */
export async function expires(scene: Scene): Promise<void> {
  const requester = scene.requester();
  const [first, second, third] = scene.some(people.security, 3);
  const startsIn = 1_200 + scene.random.int(800);
  const submittedAt = Date.now();
  const wish = { requester, policy: policies.pair, startsIn, duration: 'PT1S' };
  const id = await scene.submit(wish);
  if (id === null) return;
  const endsAt = submittedAt + startsIn + 1_000;
  await scene.approve(first, id);
  await scene.pause(endsAt - 10 + scene.random.int(30) - Date.now());
  await scene.atOnce([
    () => scene.approve(second, id, 'around the end of the time to decide'),
    () =>
      scene.insist(
        scene.command('approval.cancel', requester, id, {}, 'around the end of the time to decide'),
      ),
  ]);
  await scene.pause(endsAt + 50 - Date.now());
  await scene.approve(third, id, 'after the time to decide');
  await scene.checkOut(requester, id, 'perhaps expired');
}
