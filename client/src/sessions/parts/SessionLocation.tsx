import { IconMapPin } from '@tabler/icons-react';
import type { Session } from '@/api/types';
import classes from './SessionLocation.module.css';

/** Where people meet, on one line; nothing if that is not said. */
export function SessionLocation({ session: { location } }: { session: Session }) {
  if (location === null) return null;
  return (
    <span className={classes.location} title={location}>
      <IconMapPin size={14} stroke={1.6} aria-hidden />
      <span dir="auto">{location}</span>
    </span>
  );
}
