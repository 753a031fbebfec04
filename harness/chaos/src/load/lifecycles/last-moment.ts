import { policies } from '../policies.js';
import type { Scene } from '../scene.js';

/** Nobody has used a window of two seconds: its requester tries at its very end, and a moment later. */
export async function lastMoment(scene: Scene): Promise<void> {
  const requester = scene.requester();
  const id = await scene.granted({ requester, policy: policies.single, duration: 'PT2S' });
  if (id === null) return;
  const { request } = await scene.insist(scene.command('request.get', requester, id));
  const endsAt = Date.parse(request?.access?.endsAt ?? '');
  if (Number.isNaN(endsAt)) return;
  await scene.pause(endsAt - 6 + scene.random.int(12) - Date.now());
  await scene.checkOut(requester, id, 'around the end of its window');
}
