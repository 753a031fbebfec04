import type { ReactNode } from 'react';
import classes from './reports.module.css';

/** A region that scrolls sideways, also by keyboard, for content wider than the screen. */
export function Wide({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes['wide']} role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
