import type { DraftStep } from './draft.js';

/** Ids of the buttons that move the step at a place. */
export const MOVE = {
  up: (at: number) => `move-step-${at}-up`,
  down: (at: number) => `move-step-${at}-down`,
};

/** Which button moved a step; none when it was dragged. */
export type Direction = keyof typeof MOVE;

/** What is dragged within the browser: only steps are taken. */
export const STEP_KIND = 'application/x-countersign-step';

/** One step of the sequence, and what can be done with it. */
export interface StepProps {
  at: number;
  step: DraftStep;
  count: number;
  onChange: (change: Partial<DraftStep>) => void;
  onMove: (from: number, to: number, direction?: Direction) => void;
  onRemove: (at: number) => void;
}
