import type { ReactNode } from 'react';
import classes from './reports.module.css';

/** Room for what may be wider than the screen: it scrolls for itself, also by keyboard. */
export function Wide({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes['wide']} role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
