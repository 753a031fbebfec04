// Reads the stream of all events with a durable consumer, and writes each event once, as a line of JSON, in order
// within its log. See README.md.
import { setTimeout as sleep } from 'node:timers/promises';
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, nanos } from '@nats-io/transport-node';
import { openOutput } from './output.mjs';
import { HistoryDiffers, Progress } from './progress.mjs';

const STREAM = 'COUNTERSIGN_AUDIT';
const BATCH = 500;
const {
  NATS_URL = 'nats://127.0.0.1:4222',
  NATS_USER = 'siem',
  NATS_PASSWORD,
  DURABLE = 'siem',
  OUT = '-',
  STATE = 'siem-state.json',
} = process.env;

const say = (line) => process.stderr.write(`siem: ${line}\n`);
const progress = new Progress(STATE);
const output = openOutput(OUT);
// A crash may have come between writing and remembering: what stands in the file was written.
for (const text of output.linesAfter(progress.bytes)) progress.wrote(text);
if (process.argv.includes('--begin-anew')) progress.forget();
progress.save(output.size);

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (stopping = true));

const nc = await connect({
  servers: NATS_URL,
  user: NATS_USER,
  pass: NATS_PASSWORD,
  // The only inboxes this user may subscribe to.
  inboxPrefix: `_INBOX_${NATS_USER}`,
  maxReconnectAttempts: -1,
});

try {
  while (!stopping) await followUntilTrouble();
} catch (error) {
  if (!(error instanceof HistoryDiffers)) throw error;
  say(
    `HISTORY DIFFERS at ${error.message}: the database was restored to an older state. Nothing more is written.`,
  );
  say('Keep what was written as evidence; to go on with the new history, start with --begin-anew.');
  process.exitCode = 2;
} finally {
  await nc.close();
}

/** The stream may be recreated at any time, which deletes our consumer: then we create the consumer again. */
async function followUntilTrouble() {
  try {
    const consumer = await durable();
    say('following');
    while (!stopping) await handle(await fetched(consumer));
  } catch (error) {
    if (error instanceof HistoryDiffers || nc.isClosed()) throw error;
    say(`trying again after: ${error.message}`);
    await sleep(1000);
  }
}

/** Made if it is not there; from the first event on, for what was written already is known. */
async function durable() {
  const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: 3000 });
  await jsm.consumers.add(STREAM, {
    durable_name: DURABLE,
    deliver_policy: DeliverPolicy.All,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(5000),
    // No more than one batch is under way, so that after a crash it comes again before anything new.
    max_ack_pending: BATCH,
  });
  return jetstream(nc, { timeout: 3000 }).consumers.get(STREAM, DURABLE);
}

/** What there is, or comes within a second. */
async function fetched(consumer) {
  const messages = [];
  for await (const message of await consumer.fetch({ max_messages: BATCH, expires: 1000 }))
    messages.push(message);
  return messages;
}

/**
 * Written and remembered first, acknowledged then: a crash in between repeats messages, and loses none. Where an event
 * cannot be written, those before it are written all the same, and come again.
 */
async function handle(messages) {
  const lines = [];
  const done = [];
  try {
    for (const message of messages) judge(message, lines, done);
  } finally {
    if (lines.length > 0) {
      output.append(lines.join(''));
      progress.save(output.size);
    }
  }
  for (const message of done) message.ack();
  await nc.flush();
}

function judge(message, lines, done) {
  const text = message.string();
  const verdict = progress.judge(text);
  if (verdict === 'early') {
    message.nak(1000);
    return;
  }
  done.push(message);
  if (verdict === 'known') return;
  lines.push(`${text}\n`);
  progress.wrote(text);
}
