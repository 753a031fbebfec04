import type { Growth } from './installation-sizes.js';
import { measured, ratio } from './measure.js';
import type { Table } from './report.js';
import type { Build } from './wish.js';

/** A build, and what each of its turns came to. */
export interface LifecycleTurns {
  build: Build;
  growths: Growth[];
}

type Value = (growth: Growth) => number;
type Row = [name: string, value: Value];

/** Amounts per lifecycle; with an earlier build, this one as a multiple of it. */
export function lifecycleTables(turns: readonly LifecycleTurns[], lifecycles: number): Table[] {
  const per =
    (value: Value): Value =>
    (growth) =>
      value(growth) / lifecycles;
  const table = (title: string, first: string, rows: Row[]): Table => {
    const columns = turns.map(
      ({ growths }) =>
        (value: Value) =>
          growths.map(per(value)),
    );
    const [old, current] = columns;
    return {
      title,
      columns: [first, ...turns.map(({ build }) => build.name), ...(current ? ['new ÷ old'] : [])],
      rows: rows.map(([name, value]) => [
        name,
        ...columns.map((column) => measured(column(value))),
        ...(old && current ? [ratio(current(value), old(value))] : []),
      ]),
    };
  };
  const growths = turns.flatMap((one) => one.growths);
  const total = ({ postgres, nats }: Growth) => sumOf(postgres) + sumOf(nats);
  return [
    table('One lifecycle (request, three approvals in two steps, check-out, check-in), in bytes', '', [
      ['PostgreSQL and NATS', total],
      ...partsOf(growths, 'postgres', 'PostgreSQL'),
      ...partsOf(growths, 'nats', 'NATS'),
    ]),
    table('One lifecycle in events, checkpoints not counted', 'type', [
      ['all', ({ events }) => sumOf(events)],
      ...namesOf(growths, 'events').map((name): Row => [name, ({ events }) => events[name] ?? 0]),
    ]),
  ];
}

/** The sum of one kind, and each part of it. */
function partsOf(growths: readonly Growth[], kind: 'postgres' | 'nats', title: string): Row[] {
  const parts = namesOf(growths, kind).map((name): Row => [
    `${title}: ${name}`,
    (growth) => growth[kind][name] ?? 0,
  ]);
  return [[title, (growth) => sumOf(growth[kind])], ...parts];
}

/** Everything that grew in any of them. */
function namesOf(growths: readonly Growth[], kind: keyof Growth): string[] {
  const grown = growths.flatMap((growth) =>
    Object.entries(growth[kind]).flatMap(([name, amount]) => (amount > 0 ? [name] : [])),
  );
  return [...new Set(grown)].sort();
}

const sumOf = (amounts: Record<string, number>): number =>
  Object.values(amounts).reduce((sum, amount) => sum + amount, 0);
