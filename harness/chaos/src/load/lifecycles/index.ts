import type { Scene } from '../scene.js';
import {
  cancelledAtTheEnd,
  fiftyAtOnce,
  ownRequest,
  rejectedAtTheEnd,
  samePersonTwice,
  steppedUp,
} from './decide.js';
import { duel } from './duel.js';
import { editedPolicy } from './edit.js';
import { expires } from './expire.js';
import { lastMoment } from './last-moment.js';
import { refusedTries, sameTwice, selfApproval, ungoverned } from './refuse.js';
import { revokedInUse, shortWindow, startsLater, wholeLife } from './use.js';

/** A kind of lifecycle, and how often it is chosen beside the others. */
export interface LifecycleKind {
  weight: number;
  live: (scene: Scene) => Promise<void>;
}

/** Every kind, by its name. */
export const lifecycles: Readonly<Record<string, LifecycleKind>> = {
  'whole life': { weight: 20, live: wholeLife },
  'same person twice': { weight: 12, live: samePersonTwice },
  'fifty at once': { weight: 2, live: fiftyAtOnce },
  'cancelled at the end': { weight: 12, live: cancelledAtTheEnd },
  'rejected at the end': { weight: 8, live: rejectedAtTheEnd },
  'own request': { weight: 4, live: ownRequest },
  'stepped up': { weight: 4, live: steppedUp },
  duel: { weight: 8, live: duel },
  'refused tries': { weight: 8, live: refusedTries },
  'self-approval': { weight: 6, live: selfApproval },
  'same twice': { weight: 6, live: sameTwice },
  ungoverned: { weight: 2, live: ungoverned },
  'revoked in use': { weight: 8, live: revokedInUse },
  'short window': { weight: 8, live: shortWindow },
  'last moment': { weight: 6, live: lastMoment },
  'starts later': { weight: 4, live: startsLater },
  expires: { weight: 10, live: expires },
  'edited policy': { weight: 6, live: editedPolicy },
};
