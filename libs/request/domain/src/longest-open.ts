/** How far ahead of its submission a window may start, in days. */
export const FURTHEST_START_DAYS = 90;

/** The contract's limit for the time in which to check out, and for the time that an access lasts, in days. */
const LONGEST_DURATION_DAYS = 30;

/**
 * The longest time from a submission until its access has ended, in days: the window starts as late as it may, the
 * check-out comes as late as it may, and the access lasts as long as it may. A request without `startsAt` is pending for
 * a shorter time than that.
 */
export const LONGEST_OPEN_DAYS = FURTHEST_START_DAYS + 2 * LONGEST_DURATION_DAYS;
