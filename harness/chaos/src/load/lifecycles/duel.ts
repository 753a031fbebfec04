import type { Person } from '../../people/people.js';
import { policies } from '../policies.js';
import type { Scene } from '../scene.js';

interface Duellist {
  person: Person;
  id: string;
}

/**
 * Several people with an approved request for one exclusive account, each in a different spelling, check it out at once.
 * The holder checks it in, has it revoked or lets it end, and the others try again.
 */
export async function duel(scene: Scene): Promise<void> {
  const name = scene.unique();
  const wishers = scene.some(peopleOf(scene), 2 + scene.random.int(3));
  const short = scene.chance(0.3);
  const duration = short ? 'PT3S' : 'PT1H';
  const granted = await scene.atOnce(
    wishers.map((person, i) => async (): Promise<Duellist | null> => {
      const spelling = { resource: spelt(`Vault-${name}`, i), account: spelt('Straße', i) };
      const id = await scene.granted({
        requester: person,
        policy: policies.exclusive,
        duration,
        ...spelling,
      });
      return id === null ? null : { person, id };
    }),
  );
  let duellists = granted.filter((one) => one !== null);
  for (let round = 0; round < 3 && duellists.length; round++) {
    const winner = await oneRound(scene, duellists, short ? 'wait' : 'end');
    duellists = duellists.filter((one) => one !== winner);
  }
}

/** @returns the person who had it and no longer has it; undefined if nobody had it */
async function oneRound(
  scene: Scene,
  duellists: Duellist[],
  then: 'wait' | 'end',
): Promise<Duellist | undefined> {
  const answers = await scene.atOnce(
    duellists.map((one) => () => scene.checkOut(one.person, one.id, 'in a duel')),
  );
  const winner = duellists[answers.findIndex(({ status }) => status === 200)];
  if (!winner) return undefined;
  const ending = async (): Promise<void> => {
    if (then === 'wait') await scene.pause(3_000);
    else if (scene.chance(0.5)) await scene.checkIn(winner.person, winner.id);
    else await scene.revoke(winner.person, winner.id);
  };
  const others = duellists.filter((one) => one !== winner);
  await scene.atOnce([
    ending,
    ...others.map((one) => async () => {
      await scene.checkOut(one.person, one.id, 'against its end');
    }),
  ]);
  return winner;
}

const peopleOf = (scene: Scene): Person[] =>
  Array.from({ length: 6 }, () => scene.requester()).filter(isFirst);
const isFirst = <T>(one: T, index: number, all: T[]): boolean => all.indexOf(one) === index;

const spellings: ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toLowerCase(),
  (text) => text.toUpperCase(),
  (text) => text.normalize('NFD'),
];

/** The same name as a person might write it: names are equal regardless of case and Unicode composition. */
function spelt(name: string, way: number): string {
  return spellings[way % spellings.length]?.(name) ?? name;
}
