import { v7 as uuidv7 } from 'uuid';
import { aboutOf, actorOf, freshSteps, NotFound, openStepIndex, viewOfPerson } from '@countersign/contracts';
import type {
  About,
  ApprovalEvent,
  ApprovalState,
  Caller,
  Decision,
  RecordedEvent,
  RecordedEventView,
  RequestSubmitted,
  StepRecord,
} from '@countersign/contracts';
import { InMemoryEventLog, processCommand } from '@countersign/event-log';
import { recordedEventView } from '@countersign/service';
import { ORIGIN } from './fixtures.js';

/** How an approval stands. */
interface Standing {
  about: About;
  openedBy: string;
  steps: readonly StepRecord[];
  outcome: ApprovalState['outcome'];
}

/** Whose command an event is of, and what caused it. */
interface Cause {
  who: Caller | null;
  causationId: string | null;
}

/** The approval service as far as the request service sees it: its log, and its answers. It knows no rules. */
export class Approvals {
  readonly log: InMemoryEventLog;
  private readonly standing = new Map<string, Standing>();

  constructor(private readonly now: () => Date) {
    this.log = new InMemoryEventLog('approval', { now });
  }

  async open({ id, data }: RecordedEvent<RequestSubmitted>): Promise<void> {
    const { mfa: _, ...submission } = data;
    const about = aboutOf(data);
    const opened = { type: 'approval.opened', schemaVersion: 1, data: submission } as const;
    const [{ id: openedBy }] = await this.append(about, { who: null, causationId: id }, opened);
    const steps = freshSteps(data.policy);
    this.standing.set(data.requestId, { about, openedBy, steps, outcome: null });
  }

  /** One person's decision on the open step. @returns the outcome, where this decision was the last one needed */
  async decide(
    requestId: string,
    who: Caller,
    decision: Decision['decision'],
    comment: string | null = null,
  ): Promise<RecordedEvent | undefined> {
    const before = this.of(requestId);
    const { about } = before;
    const step = openStepIndex(before.steps) ?? 0;
    const taken = this.decisionOf(who, decision);
    const { steps, outcome } = counted(before.steps, step, taken);
    this.standing.set(requestId, { ...before, steps, outcome });
    const data = { ...about, step, decision: taken };
    const events: ApprovalEvent[] = [
      { type: 'approval.decided', schemaVersion: 1, data, texts: { comment } },
    ];
    const ended = { ...about, at: this.now().toISOString(), steps: [...steps] };
    if (outcome === 'rejected') events.push({ type: 'approval.rejected', schemaVersion: 1, data: ended });
    if (outcome === 'approved')
      events.push({ type: 'approval.approved', schemaVersion: 1, data: { ...ended, duration: 'PT1H' } });
    const recorded = await this.append(about, { who, causationId: null }, ...events);
    return recorded[1];
  }

  async cancel(requestId: string, who: Caller, comment: string | null = null): Promise<RecordedEvent> {
    return this.end(requestId, 'cancelled', { who, causationId: null }, comment);
  }

  /** The deadline of the approval, which its opening set, has come. */
  async expire(requestId: string): Promise<RecordedEvent> {
    const { openedBy } = this.of(requestId);
    return this.end(requestId, 'expired', { who: null, causationId: openedBy });
  }

  /** What `approval.get` answers. @throws NotFound */
  state(requestId: string): ApprovalState {
    const { steps, outcome } = this.of(requestId);
    return {
      requestId,
      outcome,
      currentStep: openStepIndex(steps),
      steps: steps.map((step) => ({
        ...step,
        decisions: step.decisions.map(({ by, mfa, as: _, ...decision }) => ({
          ...decision,
          by: viewOfPerson({ ...by, name: `name of ${by.id}` }),
          comment: `comment of ${by.id}`,
          mfa: mfa !== null,
        })),
      })),
      decidedAt: null,
      you: { may: [], why: null },
    };
  }

  /** What `approval.events` answers. */
  async events(requestId: string): Promise<RecordedEventView[]> {
    const events = await this.log.readStream(`approval-${requestId}`);
    return events.map((event) => recordedEventView('approval', event));
  }

  private of(requestId: string): Standing {
    const approval = this.standing.get(requestId);
    if (!approval) throw new NotFound('request');
    return approval;
  }

  private decisionOf({ issuer, id }: Caller, decision: Decision['decision']): Decision {
    return {
      by: { issuer, id },
      decision,
      maxDuration: null,
      at: this.now().toISOString(),
      mfa: null,
      as: { type: 'group', id: 'managers' },
      selfApproval: false,
    };
  }

  private async end(
    requestId: string,
    outcome: 'cancelled' | 'expired',
    cause: Cause,
    comment: string | null = null,
  ): Promise<RecordedEvent> {
    const approval = { ...this.of(requestId), outcome };
    this.standing.set(requestId, approval);
    const data = { ...approval.about, at: this.now().toISOString(), steps: [...approval.steps] };
    const [ended] = await this.append(approval.about, cause, {
      type: `approval.${outcome}`,
      schemaVersion: 1,
      data,
      texts: { comment },
    });
    return ended;
  }

  /** The events of one command, as they are recorded. */
  private async append(
    { requestId }: About,
    { who, causationId }: Cause,
    ...events: ApprovalEvent[]
  ): Promise<[RecordedEvent, ...RecordedEvent[]]> {
    const stream = `approval-${requestId}`;
    const { length: version } = await this.log.readStream(stream);
    await this.log.append({
      command: processCommand('approvals', uuidv7(), 0),
      result: { status: 200, code: null, ids: {} },
      events: events.map((event) => ({ event, streams: [stream] })),
      expected: [{ stream, version }],
      actor: who ? actorOf(who) : { kind: 'service', id: 'approval' },
      personal: who && { name: who.name, email: who.email, ...ORIGIN },
      correlationId: requestId,
      causationId,
      traceparent: null,
    });
    const recorded = await this.log.readStream(stream, version);
    return recorded as [RecordedEvent, ...RecordedEvent[]];
  }
}

/** The steps with one more decision on a step, and the outcome that it brings about. */
function counted(
  steps: readonly StepRecord[],
  index: number,
  decision: Decision,
): Pick<Standing, 'steps' | 'outcome'> {
  const before = steps[index] as StepRecord;
  const step = { ...before, decisions: [...before.decisions, decision] };
  const withStep = (status: StepRecord['status']) => steps.with(index, { ...step, status });
  if (decision.decision === 'reject') return { steps: withStep('rejected'), outcome: 'rejected' };
  if (step.decisions.length < step.requiredApprovals) return { steps: withStep('pending'), outcome: null };
  const next = steps[index + 1];
  const approved = withStep('approved');
  return next
    ? { steps: approved.with(index + 1, { ...next, status: 'pending' }), outcome: null }
    : { steps: approved, outcome: 'approved' };
}
