import { Tooltip } from '@mantine/core';
import dayjs from 'dayjs';
import { exactInstant, nearInstant } from './instant-text.js';
import classes from './shared.module.css';

/** An instant in the reader's zone; the exact one, with its zone and in UTC, on hover and focus. */
export function Instant({ at }: { at: string }) {
  return (
    <Tooltip label={exactInstant(at)} events={{ hover: true, focus: true, touch: true }} multiline>
      <time dateTime={at} tabIndex={0} className={classes['instant']}>
        {nearInstant(at, dayjs())}
      </time>
    </Tooltip>
  );
}
