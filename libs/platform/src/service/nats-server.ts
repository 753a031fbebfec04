import { ServerNats } from '@nestjs/microservices';
import type { MessageHandler, NatsContext } from '@nestjs/microservices';
import { TurnBatch } from '../turn-batch.js';

type Publisher = ReturnType<ServerNats['getPublisher']>;

/**
 * Nest's NATS server, but answers that are ready in the same turn of the event loop leave in one write. Commands that
 * were committed together are answered together, and a write for each cost more than making the answer.
 */
export class NatsServer extends ServerNats {
  private readonly answers = new TurnBatch<() => void>((answers) =>
    answers.forEach((one) => this.publishOne(one)),
  );

  /** Each subject is its own pattern. Nest's would parse it as JSON first, which fails anew for every message. */
  override getHandlerByPattern(subject: string): MessageHandler | null {
    return this.messageHandlers.get(subject) ?? null;
  }

  override getPublisher(message: unknown, id: string, context: NatsContext): Publisher {
    const publish = super.getPublisher(message, id, context);
    return (response: unknown) => this.answers.add(() => void publish(response));
  }

  /** One that cannot be sent (too large, connection gone) must not take the others with it. */
  private publishOne(answer: () => void): void {
    try {
      answer();
    } catch (error) {
      this.logger.error({ msg: 'an answer could not be sent', err: error });
    }
  }
}
