import { leftText } from './left-text.js';
import classes from './shared.module.css';
import { useNow } from './use-now.js';

/** How long it is until an instant. */
export interface CountdownProps {
  to: string;
  /** What stands there afterwards. */
  over: string;
}

/** Time left, counted down by the second. It is silent: a screen reader reads it when it comes by. */
export function Countdown({ to, over }: CountdownProps) {
  const left = leftText(Date.parse(to) - useNow());
  return (
    <span role="timer" aria-live="off" className={classes['figures']}>
      {left ?? over}
    </span>
  );
}
