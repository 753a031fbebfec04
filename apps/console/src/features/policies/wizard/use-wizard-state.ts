import { useLayoutEffect, useState } from 'react';
import { ApiProblem } from '@countersign/api-client';
import type { PolicyContent } from '../policy-types.js';
import { useSavePolicy } from '../use-policy-commands.js';
import { same } from '../words/policy-differences.js';
import { contentOf, draftOf } from './draft.js';
import type { Draft } from './draft.js';
import { missingIn, partOf, stillStanding } from './problems.js';
import type { FieldProblem } from './problems.js';
import { idOf } from './wizard-context.js';

/** The version that an edit starts from. */
export interface Base {
  version: number;
  content: PolicyContent;
}

/** What the wizard starts with. */
export interface WizardStart {
  /** Null for a new policy. */
  id: string | null;
  base: Base | null;
  draft: Draft;
  onSaved: (id: string) => void;
}

/** The id of the heading of the part that is shown. */
export const PART_HEADING = 'wizard-part';

/** The state of the wizard: the part shown, the draft, and the problems found in it. */
export function useWizardState(start: WizardStart) {
  const [part, setPart] = useState(0);
  const [draft, setDraft] = useState(start.draft);
  const [base, setBase] = useState(start.base);
  /** The draft when it was last checked, and what was missing. */
  const [checked, setChecked] = useState<{ draft: Draft; missing: FieldProblem[] } | null>(null);
  const [focus, setFocus] = useState<{ id: string } | null>(null);
  useLayoutEffect(() => {
    if (focus) document.getElementById(focus.id)?.focus();
  }, [focus]);
  const focusOn = (id: string) => setFocus({ id });
  const action = useSavePolicy(start.id, start.id === null ? 'Create policy' : 'Save policy', start.onSaved);
  const found = [...(checked?.missing ?? []), ...problemsOf(action.error)];
  const problems = stillStanding(found, checked?.draft ?? draft, draft);
  const check = (isChecked: (path: string) => boolean): boolean => {
    const missing = missingIn(draft).filter(({ path }) => isChecked(path));
    setChecked({ draft, missing });
    action.reset();
    return missing.length === 0;
  };
  const goTo = (next: number) => {
    setPart(next);
    focusOn(PART_HEADING);
  };
  return {
    part,
    draft,
    base,
    problems,
    action,
    goTo,
    focusOn,
    set: (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change })),
    isChanged: !same(contentOf(draft), base?.content ?? contentOf(start.draft)),
    /** Goes to the next part if nothing is missing on this one. @returns whether it did */
    next: (): boolean => {
      const isWhole = check((path) => partOf(path) === part);
      if (isWhole) goTo(part + 1);
      return isWhole;
    },
    /** Saves the policy if nothing is missing. @returns whether it was sent */
    save: (): boolean => {
      const isWhole = check(() => true);
      if (isWhole) action.run({ content: contentOf(draft), following: base?.version ?? null });
      return isWhole;
    },
    /** Shows the part of a field, and focuses the field. */
    follow: (path: string, field: string) => {
      setPart(partOf(path));
      focusOn(idOf(field));
    },
    /** Continues with another draft, on top of another version. */
    restart: (content: PolicyContent, onTopOf: Base) => {
      setDraft(draftOf(content));
      setBase(onTopOf);
      setChecked(null);
      action.reset();
      goTo(2);
    },
  };
}

/** The problems with fields that the API found, including a name that is taken. */
function problemsOf(error: Error | null): readonly FieldProblem[] {
  if (!(error instanceof ApiProblem)) return [];
  if (error.code === 'policy-name-taken') return [{ path: 'name', message: error.message }];
  return error.errors;
}
