import { useEffect, useState } from 'react';

const SECOND = 1000;

/** The time in ms since the epoch, anew every second while the caller is on screen. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND);
    return () => clearInterval(timer);
  }, []);
  return now;
}
