import { createContext, useContext } from 'react';
import type { Draft } from './draft.js';
import { messageAt } from './problems.js';
import type { FieldProblem } from './problems.js';

/** What every field of the wizard reads and writes. */
export interface Wizard {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  problems: readonly FieldProblem[];
  /** Gives the focus to what this event puts on the page, before any other event can come between. */
  focusOn: (id: string) => void;
}

const WizardContext = createContext<Wizard | null>(null);

export const WizardProvider = WizardContext.Provider;

export function useWizard(): Wizard {
  const wizard = useContext(WizardContext);
  if (!wizard) throw new Error('useWizard is for what is inside WizardProvider.');
  return wizard;
}

/** The id of a field on the page. */
export const idOf = (field: string): string => `field-${field.replaceAll('.', '-')}`;

/** Id and error of a field, for its input. */
export function useField(field: string): { id: string; error?: string } {
  const { draft, problems } = useWizard();
  const error = messageAt(field, problems, draft);
  return { id: idOf(field), ...(error !== undefined && { error }) };
}
