import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Session } from '@/api/types';
import { SessionTime } from '@/sessions';
import classes from './dashboard.module.css';

interface Props {
  session: Session;
  /** A few words below the time. */
  note?: ReactNode;
  /** On the right: a badge, or buttons. */
  children?: ReactNode;
}

/** A session in a list, with its time and actions. */
export function SessionLine({ session, note, children }: Props) {
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
      </div>
      {children}
    </li>
  );
}
