import type { Exit } from './child.js';

/** A process that runs. */
export interface Running {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Freezes it, connections and all, until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** One part of an installation: a server or a service, which can be stopped, killed and started again. */
export class Part<R extends Running = Running> {
  private running: R | undefined;
  private starting: Promise<unknown> = Promise.resolve();
  private onCrash: (exit: Exit) => void = () => undefined;

  constructor(
    readonly name: string,
    private readonly launch: () => Promise<R>,
  ) {}

  /** Process id, or undefined while it does not run. */
  get pid(): number | undefined {
    return this.running?.pid;
  }

  /** Calls the listener when the part ends without `stop` or `kill`. */
  whenCrashed(listener: (exit: Exit) => void): void {
    this.onCrash = listener;
  }

  /** Starts it and waits until it is ready. @throws LocalStackError when it does not get ready */
  start(): Promise<R> {
    const started = this.launchAndWatch();
    this.starting = started.catch(() => undefined);
    return started;
  }

  private async launchAndWatch(): Promise<R> {
    const running = await this.launch();
    this.running = running;
    void running.exited.then((exit) => {
      if (this.running !== running) return;
      this.running = undefined;
      this.onCrash(exit);
    });
    return running;
  }

  /** Stops it in an orderly way, after a start that is under way. */
  async stop(): Promise<void> {
    await (await this.take())?.stop();
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    await (await this.take())?.kill();
  }

  /** Freezes it, as a paused virtual machine does. */
  async pause(): Promise<void> {
    await this.running?.pause();
  }

  async resume(): Promise<void> {
    await this.running?.resume();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** From here on its end is no crash. */
  private async take(): Promise<R | undefined> {
    await this.starting;
    const running = this.running;
    this.running = undefined;
    return running;
  }
}
