import type { RefObject } from 'react';
import type { Session } from '@/api/types';
import type { Phase } from '@/sessions/model/sessionPhase';
import type { Drag } from './drag';
import type { Colour } from './SessionBlock';

/** What every view of the calendar gets. */
export interface GridProps {
  days: readonly string[];
  today: string;
  sessions: readonly Session[];
  /** The element in which sessions are dragged. */
  root: RefObject<HTMLElement | null>;
  drag: Drag | null;
  /** Where a new session is being typed. */
  slot: Drag | null;
  /** Its title so far. */
  typed: string;
  colour: Colour;
  phaseOf: (session: Session) => Phase;
  canMove: (session: Session) => boolean;
  onDay: (day: string) => void;
  /** There was no room for all sessions of a day. */
  onMore: (day: string) => void;
}
