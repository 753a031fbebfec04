import type { DraftStep } from './draft.js';

/** What is dragged within the browser: only steps are taken. */
export const STEP_KIND = 'application/x-countersign-step';

/** One step of the sequence, and what can be done with it. */
export interface StepProps {
  at: number;
  step: DraftStep;
  count: number;
  onChange: (change: Partial<DraftStep>) => void;
  onMove: (from: number, to: number) => void;
  onRemove: (at: number) => void;
}
