import { people } from '../../people/people.js';
import type { Person } from '../../people/people.js';
import { changingTo, policies } from '../policies.js';
import type { Scene } from '../scene.js';

interface Asked {
  requester: Person;
  id: string;
}

/**
 * The admin edits a policy while people submit under it: one before the edit, one at the same moment, one after it.
 * Each request is decided by the version that its submission recorded, whatever the current version says.
 */
export async function editedPolicy(scene: Scene): Promise<void> {
  const [early, meanwhile, late] = scene.some(people.security, 3);
  const requests: Asked[] = [];
  const submit = async (requester: Person): Promise<void> => {
    const id = await scene.submit({ requester, policy: policies.changing });
    if (id !== null) requests.push({ requester, id });
  };
  await submit(early);
  await scene.atOnce([() => edit(scene), () => submit(meanwhile)], 20);
  await submit(late);
  await scene.atOnce(requests.map((asked) => () => decideAndUse(scene, asked)));
}

/** The admin replaces the version that they have read; one time in three, a concurrent edit races with theirs. */
async function edit(scene: Scene): Promise<void> {
  const read = await scene.readPolicy(policies.changing);
  if (!read) return;
  const replacement = scene.edit(read, anotherVersion(scene));
  const rivals = scene.chance(1 / 3)
    ? [scene.edit(read, anotherVersion(scene), 'against another edit of the same version')]
    : [];
  const twice = scene.chance(0.3);
  const [said] = await scene.atOnce([
    () => (twice ? scene.clickTwice(replacement) : scene.insist(replacement)),
    ...rivals.map((rival) => () => scene.insist(rival)),
  ]);
  if (scene.chance(0.2)) await scene.readPolicy(policies.changing);
  if (scene.chance(0.2)) await scene.again(replacement);
  if (said?.status === 200 && scene.chance(0.1)) await scene.reuseKey(replacement, anotherVersion(scene));
}

/** Differs from every other version, because its step has a unique name. */
const anotherVersion = (scene: Scene) =>
  changingTo(`Review ${scene.unique()}`, 1 + scene.random.int(3), scene.chance(0.3));

/** Enough people for any version approve at once, including the requester, who may approve only under some versions. */
async function decideAndUse(scene: Scene, { requester, id }: Asked): Promise<void> {
  const others = scene.some(
    people.security.filter((person) => person !== requester),
    4,
  );
  const why = 'after an edit of the policy';
  await scene.atOnce(
    [requester, ...others].map((person) => () => scene.approve(person, id, why)),
    10,
  );
  await scene.checkOut(requester, id, 'whichever version decided');
}
