import {
  IconBan,
  IconCheck,
  IconCircleDot,
  IconFilePlus,
  IconHourglassOff,
  IconKey,
  IconKeyOff,
  IconLockOpen,
  IconX,
} from '@tabler/icons-react';
import type { Icon } from '@tabler/icons-react';
import type { TimelineItem } from '../types.js';

const LOOKS: Record<TimelineItem['act'], { icon: Icon; color: string }> = {
  submitted: { icon: IconFilePlus, color: 'indigo' },
  refused: { icon: IconX, color: 'red' },
  'granted-without-policy': { icon: IconLockOpen, color: 'yellow' },
  approved: { icon: IconCheck, color: 'green' },
  rejected: { icon: IconX, color: 'red' },
  cancelled: { icon: IconBan, color: 'gray' },
  expired: { icon: IconHourglassOff, color: 'gray' },
  opened: { icon: IconLockOpen, color: 'green' },
  'checked-out': { icon: IconKey, color: 'blue' },
  'checked-in': { icon: IconKeyOff, color: 'gray' },
  ended: { icon: IconHourglassOff, color: 'gray' },
  revoked: { icon: IconKeyOff, color: 'red' },
  other: { icon: IconCircleDot, color: 'gray' },
};

/** Sign and colour of an act; the words beside it say the same. An unknown act of a newer server looks like `other`. */
export const actLook = (act: string): { icon: Icon; color: string } =>
  (LOOKS as Partial<typeof LOOKS>)[act as TimelineItem['act']] ?? LOOKS.other;
