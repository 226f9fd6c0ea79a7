import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Session } from '@/api/types';
import { SessionLocation, SessionTime } from '@/sessions';
import classes from './dashboard.module.css';

interface Props {
  session: Session;
  /** A few words below the time. */
  note?: ReactNode;
  /** Whether to say where people meet: where they met matters no more. */
  withLocation?: boolean;
  /** On the right: a badge, or buttons. */
  children?: ReactNode;
}

/** A session in a list, with its time and actions. */
export function SessionLine({ session, note, withLocation = true, children }: Props) {
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <Link to="/sessions/$sessionId" params={{ sessionId: String(session.id) }} search={{ dialog: undefined }}>
          {session.title}
        </Link>
        <span className={classes.quiet}>
          <SessionTime session={session} withZone={false} />
        </span>
        {note && <span className={classes.quiet}>{note}</span>}
        {withLocation && <SessionLocation session={session} />}
      </div>
      {children}
    </li>
  );
}
