import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Positions } from '@countersign/api-client';
import { writePrivately } from './config-folder.js';

/** Long enough for every read model to catch up; short enough that a reinstalled server is not asked for old positions. */
const MAX_AGE_MS = 60_000;

const file = z.object({ server: z.string(), at: z.number(), positions: z.string() });

/** The positions of this person's last writes, so that a list right after a command shows its result. */
export class RecentPositions {
  private readonly path: string;

  constructor(
    folder: string,
    private readonly server: string,
  ) {
    this.path = join(folder, 'positions.json');
  }

  /** The positions of the last minute; none when there is no file, or it cannot be read. */
  async load(now: number): Promise<Positions> {
    const positions = new Positions();
    const text = await readFile(this.path, 'utf8').catch(() => '');
    const { data } = file.safeParse(parsed(text));
    if (data?.server === this.server && now - data.at < MAX_AGE_MS) positions.note(data.positions);
    return positions;
  }

  /** @throws IoFailure */
  async save(positions: Positions, now: number): Promise<void> {
    const header = positions.header();
    if (header === null) return;
    const text = JSON.stringify({ server: this.server, at: now, positions: header });
    await writePrivately(this.path, text, `The command is done, but ${this.path} cannot be written`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
