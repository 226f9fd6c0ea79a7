import { IconBan, IconCircleCheck, IconClock, IconClockExclamation, IconPlayerPlay } from '@tabler/icons-react';
import type { Phase } from '../model/sessionPhase';

const ICONS: Record<Phase, typeof IconBan> = {
  scheduled: IconClock,
  running: IconPlayerPlay,
  past: IconClockExclamation,
  completed: IconCircleCheck,
  cancelled: IconBan,
};

/** The sign of a session's state, for those to whom colours say nothing. */
export function StatusIcon({ phase, size = 14 }: { phase: Phase; size?: number }) {
  const Icon = ICONS[phase];
  return <Icon size={size} stroke={2} aria-hidden />;
}
