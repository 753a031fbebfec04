import {
  IconAlertTriangle,
  IconBan,
  IconCalendarClock,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconHourglassOff,
  IconKey,
  IconKeyOff,
  IconLockOpen,
} from '@tabler/icons-react';
import type { Icon } from '@tabler/icons-react';
import { Badge } from '@mantine/core';

type Tone = 'waiting' | 'good' | 'bad' | 'over' | 'busy';
interface Look {
  word: string;
  tone: Tone;
  icon: Icon;
}

/** Words and signs beside the colour, so that nobody depends on the colour. */
const looks = {
  pending: { word: 'Pending', tone: 'waiting', icon: IconClock },
  approved: { word: 'Approved', tone: 'good', icon: IconCircleCheck },
  rejected: { word: 'Rejected', tone: 'bad', icon: IconCircleX },
  cancelled: { word: 'Cancelled', tone: 'over', icon: IconBan },
  expired: { word: 'Expired', tone: 'over', icon: IconHourglassOff },
  refused: { word: 'Refused', tone: 'bad', icon: IconAlertTriangle },
  scheduled: { word: 'Scheduled', tone: 'waiting', icon: IconCalendarClock },
  available: { word: 'Available', tone: 'good', icon: IconLockOpen },
  'checked-out': { word: 'Checked out', tone: 'busy', icon: IconKey },
  'checked-in': { word: 'Checked in', tone: 'over', icon: IconKeyOff },
  ended: { word: 'Ended', tone: 'over', icon: IconHourglassOff },
  revoked: { word: 'Revoked', tone: 'bad', icon: IconKeyOff },
  waiting: { word: 'Waiting', tone: 'over', icon: IconClock },
  closed: { word: 'Closed', tone: 'over', icon: IconBan },
} as const satisfies Record<string, Look>;

/** Statuses of requests, of accesses and of steps. */
type Status = keyof typeof looks;

const COLOURS: Record<Tone, string> = {
  waiting: 'yellow',
  good: 'green',
  bad: 'red',
  over: 'gray',
  busy: 'blue',
};

export const statusWord = (status: Status): string => looks[status].word;

/** The status of a request, an access or a step, in words, with a sign and a colour. */
export function StatusBadge({ status }: { status: Status }) {
  const { word, tone, icon: Sign } = looks[status];
  return (
    <Badge variant="light" color={COLOURS[tone]} leftSection={<Sign size={14} aria-hidden />} tt="none">
      {word}
    </Badge>
  );
}
