import { createContext, useContext } from 'react';
import type { Draft } from './draft.js';
import { messageAt } from './problems.js';
import type { FieldProblem } from './problems.js';

/** The draft and its problems, for the fields of the wizard. */
interface Wizard {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  problems: readonly FieldProblem[];
  /** Focuses an element that the current event adds, before another event can happen. */
  focusOn: (id: string) => void;
}

const WizardContext = createContext<Wizard | null>(null);

export const WizardProvider = WizardContext.Provider;

export function useWizard(): Wizard {
  const wizard = useContext(WizardContext);
  if (!wizard) throw new Error('useWizard needs a WizardProvider around the component.');
  return wizard;
}

/** The id of a field on the page. */
export const idOf = (field: string): string => `field-${field.replaceAll('.', '-')}`;

/** The id and the error of a field, as props of its input. */
export function useField(field: string): { id: string; error?: string } {
  const { draft, problems } = useWizard();
  const error = messageAt(field, problems, draft);
  return { id: idOf(field), ...(error !== undefined && { error }) };
}
