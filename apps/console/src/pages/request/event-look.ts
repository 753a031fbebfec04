import { IconCalendarClock, IconCheck, IconCircleDot, IconClock, IconFilePlus } from '@tabler/icons-react';
import {
  IconHourglassOff,
  IconKey,
  IconKeyOff,
  IconLockOpen,
  IconBan,
  IconUserCheck,
  IconX,
} from '@tabler/icons-react';
import type { Icon } from '@tabler/icons-react';

const LOOKS: Record<string, { icon: Icon; color: string }> = {
  'request.submitted': { icon: IconFilePlus, color: 'indigo' },
  'request.refused': { icon: IconX, color: 'red' },
  'request.approved': { icon: IconCheck, color: 'green' },
  'request.rejected': { icon: IconX, color: 'red' },
  'request.cancelled': { icon: IconBan, color: 'gray' },
  'request.expired': { icon: IconHourglassOff, color: 'gray' },
  'approval.opened': { icon: IconClock, color: 'yellow' },
  'approval.decided': { icon: IconUserCheck, color: 'indigo' },
  'approval.approved': { icon: IconCheck, color: 'green' },
  'approval.rejected': { icon: IconX, color: 'red' },
  'access.granted': { icon: IconCalendarClock, color: 'green' },
  'access.opened': { icon: IconLockOpen, color: 'green' },
  'access.checked_out': { icon: IconKey, color: 'blue' },
  'access.checked_in': { icon: IconKeyOff, color: 'gray' },
  'access.ended': { icon: IconHourglassOff, color: 'gray' },
  'access.revoked': { icon: IconKeyOff, color: 'red' },
};

/** Sign and colour of an event; the words beside it say the same. */
export const eventLook = (type: string): { icon: Icon; color: string } =>
  LOOKS[type] ?? { icon: IconCircleDot, color: 'gray' };
