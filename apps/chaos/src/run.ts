import { chaos } from './chaos.js';

const say = (line: string) => void process.stdout.write(`${line}\n`);
const args = process.argv.slice(2);
const r = await chaos({
  seed: args[0] ?? 'x',
  lifecycles: Number(args[1] ?? 50),
  workers: Number(args[5] ?? 8),
  faults: Number(args[2] ?? 5),
  overMs: Number(args[3] ?? 20000),
  natsNodes: args[4] === '3' ? 3 : 1,
  kinds: args[6]?.split(','),
  say,
});
say(JSON.stringify(r.took));
say(JSON.stringify(r.findings, null, 1));
say(JSON.stringify(r.faults.filter((f) => f.error)));
say(
  `lifecycles ${r.history.lifecycles.length} unfinished ${r.history.lifecycles.filter((l) => l.finishedAt === null).length} commands ${r.history.commands.length} open ${r.history.open().length} repeated ${r.repeatedMessages}`,
);
const by: Record<string, number> = {};
for (const c of r.history.commands)
  for (const t of c.tries) {
    const k = `${c.operation} ${t.said?.status ?? '-'} ${t.said?.code ?? ''}`;
    by[k] = (by[k] ?? 0) + 1;
  }
say(JSON.stringify(by, null, 1));
