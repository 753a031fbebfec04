import type { ReactNode } from 'react';
import { ThemeIcon } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import classes from './shared.module.css';

/** Stations in their order, from top to bottom. @param label - the name of the list, for screen readers */
export function Path({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ol className={classes['path']} aria-label={label}>
      {children}
    </ol>
  );
}

interface StationProps {
  icon: Icon;
  /** The colour of the sign; the words must say the same. */
  color: string;
  isCurrent?: boolean;
  children: ReactNode;
}

/** One station of a path: a sign, and the words beside it. */
export function Station({ icon: Sign, color, isCurrent = false, children }: StationProps) {
  return (
    <li className={classes['station']} {...(isCurrent && { 'aria-current': 'step' as const })}>
      <ThemeIcon
        className={classes['sign'] ?? ''}
        variant="light"
        color={color}
        radius="xl"
        size={26}
        aria-hidden
      >
        <Sign size={16} />
      </ThemeIcon>
      {children}
    </li>
  );
}
