import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "A check-in only matters to those who watch": but the list shows it. */
export const rebuildForgetsType: SeededBug = {
  name: 'rebuild-forgets-type',
  says: 'A rebuild leaves out check-ins, which the live projection has.',
  patches: [
    {
      file: 'libs/consumers/src/projection-effect.ts',
      find: `    { schema, suffix, batchSize = BATCH }: ProjectionTarget,
  ) {`,
      replace: `    private readonly target: ProjectionTarget,
  ) {
    const { schema, suffix, batchSize = BATCH } = target;`,
    },
    {
      file: 'libs/consumers/src/projection-effect.ts',
      find: `    const { log, upcast } = this.context;
    await this.projection.apply(events.map(upcast), log, { client, table: this.table });`,
      replace: `    const { log, upcast } = this.context;
    const live = this.target.suffix === '';
    const shown = events.filter(({ type }) => live || type !== 'access.checked_in');
    await this.projection.apply(shown.map(upcast), log, { client, table: this.table });`,
    },
  ],
  scenario: calm,
  caughtBy: ['rebuilt'],
};
