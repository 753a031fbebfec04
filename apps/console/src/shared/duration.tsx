import { isoText } from './duration-text.js';

/** A duration of the API (`PT1H30M`) as people read it: "1 h 30 min". */
export function Duration({ iso }: { iso: string }) {
  return <time dateTime={iso}>{isoText(iso)}</time>;
}
