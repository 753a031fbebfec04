import type { PoolClient } from 'pg';
import type { LogName, RecordedEvent } from '@countersign/contracts';

/**
 * The transaction in which a projection's effect and its cursor are stored together.
 * `table(name)` is the quoted name to use in SQL: of the live table, or of the new table during a rebuild.
 */
export interface ProjectionTransaction {
  client: PoolClient;
  table(name: string): string;
}

/**
 * Events → read-model tables (architecture.md, "Consumers"). `apply` runs inside the cursor's transaction, with one event
 * when live and up to hundreds when catching up. Events of one log come in order, each exactly once. Events of different
 * logs come in any order relative to each other.
 */
export interface Projection {
  readonly name: string;
  readonly logs: readonly LogName[];
  /** Schema of its tables, if it is not the schema of its cursor; the service's role can create tables in it. */
  readonly schema?: string;
  /** Names of its tables (unqualified), which a rebuild fills beside the old ones and then swaps. */
  readonly tables: readonly string[];
  /** Types of the events it handles; by default all. It gets no other events, and readers need not wait for others. */
  readonly types?: readonly string[];
  /** A failing event parks its stream for this projection; other streams continue. */
  apply(events: RecordedEvent[], log: LogName, tx: ProjectionTransaction): Promise<void>;
}

/**
 * Events → commands of its own context. `handle` appends first, with a command id made from (consumer, event id,
 * ordinal); then the cursor moves. An event is handled at least once, so `handle` must be idempotent.
 */
export interface ProcessManager {
  readonly name: string;
  readonly log: LogName;
  handle(event: RecordedEvent): Promise<void>;
}
