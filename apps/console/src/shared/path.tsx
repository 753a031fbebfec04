import type { ReactNode } from 'react';
import { ThemeIcon } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import classes from './shared.module.css';

/** Stations from top to bottom, in their order. @param label - what path it is, for screen readers */
export function Path({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ol className={classes['path']} aria-label={label}>
      {children}
    </ol>
  );
}

/** One station of a path. */
export interface StationProps {
  icon: Icon;
  /** Colour of the sign; its words say the same. */
  color: string;
  isCurrent?: boolean;
  children: ReactNode;
}

/** A sign, and what is to be said at it. */
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
