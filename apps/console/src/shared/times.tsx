import { useEffect, useState } from 'react';
import { Tooltip } from '@mantine/core';
import dayjs from 'dayjs';
import { isoText, leftText } from './duration-text.js';
import { exactInstant, nearInstant } from './instant-text.js';
import classes from './shared.module.css';

/** An instant in the reader's zone; on hover and focus with seconds and zone, and in UTC. */
export function Instant({ at }: { at: string }) {
  return (
    <Tooltip label={exactInstant(at)} events={{ hover: true, focus: true, touch: true }} multiline>
      <time dateTime={at} tabIndex={0} className={classes['instant']}>
        {nearInstant(at, dayjs())}
      </time>
    </Tooltip>
  );
}

/** A duration of the API (`PT1H30M`) in words: "1 h 30 min". */
export function Duration({ iso }: { iso: string }) {
  return <time dateTime={iso}>{isoText(iso)}</time>;
}

interface CountdownProps {
  to: string;
  /** The text after that instant. */
  over: string;
}

/** The time left until an instant, counted down by the second. Screen readers read it only when they reach it. */
export function Countdown({ to, over }: CountdownProps) {
  const left = leftText(Date.parse(to) - useNow());
  return (
    <span role="timer" aria-live="off" className={classes['figures']}>
      {left ?? over}
    </span>
  );
}

const SECOND = 1000;

/** The time in ms since the epoch, updated every second. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND);
    return () => clearInterval(timer);
  }, []);
  return now;
}
