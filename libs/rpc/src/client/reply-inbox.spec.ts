import { headers } from '@nats-io/nats-core';
import type { Msg, NatsConnection } from '@nats-io/nats-core';
import { eventually } from '@countersign/testing';
import { ReplyInbox } from './reply-inbox.js';

type Callback = (error: Error | null, answer: Msg) => void;

/** A connection whose server the test plays. */
function connection() {
  const subscriptions: Callback[] = [];
  const sent: string[] = [];
  const nc = {
    isClosed: () => false,
    subscribe: (_: string, { callback }: { callback: Callback }) => subscriptions.push(callback),
    publish: (_: string, __: string, { reply }: { reply: string }) => sent.push(reply),
  } as unknown as NatsConnection;
  const answerTo = (reply: string, text: string): Msg =>
    ({ subject: reply, data: Buffer.from(text), string: () => text }) as unknown as Msg;
  return { nc, subscriptions, sent, answerTo };
}

const question = { subject: 'countersign.rpc.thing.get', data: '{}', headers: headers() };

describe('the inbox of a connection', () => {
  it('matches each answer to its question, in whatever order they arrive', async () => {
    const { nc, subscriptions, sent, answerTo } = connection();
    const inbox = new ReplyInbox(nc, '_INBOX_test');
    const answers = Promise.all([inbox.ask(question, 1_000), inbox.ask(question, 1_000)]);
    await eventually('both have left', () => sent.length === 2);
    const [first, second] = sent as [string, string];
    subscriptions[0]!(null, answerTo(second, 'two'));
    subscriptions[0]!(null, answerTo(first, 'one'));
    expect((await answers).map((answer) => answer.string())).toEqual(['one', 'two']);
  });

  it('fails waiting questions when the server refuses the subscription, and subscribes again', async () => {
    const { nc, subscriptions, sent, answerTo } = connection();
    const inbox = new ReplyInbox(nc, '_INBOX_test');
    const refused = inbox.ask(question, 10_000);
    const told = expect(refused).rejects.toThrow('the connection was lost');
    await eventually('the question has left', () => sent.length === 1);
    jest.useFakeTimers();
    subscriptions[0]!(new Error('Permissions Violation'), {} as Msg);
    await told;
    jest.advanceTimersByTime(999);
    expect(subscriptions).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect(subscriptions).toHaveLength(2);
    jest.useRealTimers();
    const again = inbox.ask(question, 1_000);
    await eventually('the next question has left', () => sent.length === 2);
    subscriptions[1]!(null, answerTo(sent.at(-1)!, 'here'));
    expect((await again).string()).toBe('here');
  });
});
