import {
  IconBan,
  IconCircleCheck,
  IconClockExclamation,
  IconMapPin,
  IconPlayerPlay,
  IconUsers,
} from '@tabler/icons-react';
import { type CSSProperties, Fragment, memo, type ReactNode } from 'react';
import type { Person, Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { clockTime, longDate } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';
import { initialsOf } from '@/people';
import type { Phase } from '@/sessions/model/sessionPhase';
import classes from './SessionBlock.module.css';

/** What the colour of a session stands for. */
export type Colour = 'trainer' | 'state';

/** A box in a day of the time grid, a tile in a lane's day, a line in a day of the month, or a row of the agenda. */
export type Shape = 'box' | 'tile' | 'line' | 'row';

interface Props {
  session: Session;
  phase: Phase;
  colour: Colour;
  shape: Shape;
  /** Where it is in its day; for boxes. */
  place?: { from: number; to: number; left: number; width: number; level: number; clearTo: number };
  canMove: boolean;
  /** Begins on this day. */
  isStart?: boolean;
  /** Ends on this day, where its length can be changed. */
  isEnd?: boolean;
  /** Is being moved; a copy of it follows the pointer. */
  isLifted?: boolean;
}

/** A session in the calendar. Colour is never its only sign: name, state and trainer are in its text or its label. */
export const SessionBlock = memo(function SessionBlock(props: Props) {
  const { session, phase, colour, shape, place, canMove, isStart = true, isEnd = true, isLifted = false } = props;
  const { t } = useTranslation('sessions');
  const { title, trainer, location, trainee_count: count, scheduled_date, ends_at } = session;
  const [start, end] = [clockTime(scheduled_date), `–${clockTime(ends_at)}`];
  const name = personName(trainer);
  const Mark = MARKS[phase];
  const isTimeFirst = shape === 'line' || shape === 'row';
  const more = [t(`phase.${phase}`), longDate(scheduled_date), t('calendar.people', { count })];
  // A line has room for one of the two: on the day on which a session only goes on, when it ends.
  const time = (
    <span className={classes.time}>
      {(shape !== 'line' || isStart) && start}
      {(shape !== 'line' || !isStart) && <span className={classes.end}>{end}</span>}
    </span>
  );
  return (
    <button
      type="button"
      className={classes.block}
      data-session={session.id}
      data-shape={shape}
      data-phase={phase}
      data-colour={colour}
      data-over={(place && place.level > 0) || undefined}
      data-lifted={isLifted || undefined}
      style={styleOf(trainer.id, place)}
    >
      <span className={classes.text}>
        {isTimeFirst && time}
        {/* Each word is a box; in which order they stand depends on the direction of the title. */}
        <span className={classes.title} dir="auto">
          <Words title={title} mark={Mark && <Mark className={classes.mark} size={13} stroke={2.2} aria-hidden />} />
        </span>
        {!isTimeFirst && time}
        <span className={classes.people}>
          <span className={classes.name}>{name}</span>
          <span className={classes.count} aria-hidden data-text={count}>
            <IconUsers size={12} stroke={2} />
          </span>
        </span>
        {location !== null && (
          <span className={classes.location}>
            <IconMapPin size={12} stroke={2} aria-hidden />
            <span dir="auto">{location}</span>
          </span>
        )}
        {colour === 'trainer' && (shape === 'box' || shape === 'line') && (
          <span className={classes.initials} aria-hidden data-text={initialsOf(name)} />
        )}
        <span className={classes.unseen}>{`, ${more.join(', ')}`}</span>
      </span>
      {shape === 'box' && canMove && isEnd && <span className={classes.grip} data-grip />}
    </button>
  );
});

/** A trainer's name, with the colour of the sessions. */
export function LaneName({ trainer }: { trainer: Person }) {
  const name = personName(trainer);
  return (
    <>
      <span
        aria-hidden
        className={classes.swatch}
        data-text={initialsOf(name)}
        style={styleOf(trainer.id, undefined)}
      />
      <span className={classes.name}>{name}</span>
    </>
  );
}

/** The state as a small mark; what is still to come needs none. */
export const MARKS: Partial<Record<Phase, typeof IconBan>> = {
  running: IconPlayerPlay,
  past: IconClockExclamation,
  completed: IconCircleCheck,
  cancelled: IconBan,
};

const HUES = 12;
/** Neighbouring ids get distant hues: the golden ratio spreads any number of them evenly. */
const GOLDEN = 0.618_034;

/** The hue of a trainer's sessions, in degrees: always the same one. */
export const hueOf = (trainer: number) => (360 / HUES) * Math.floor(((trainer * GOLDEN) % 1) * HUES);

function styleOf(trainer: number, place: Props['place']): CSSProperties {
  const variables: Record<string, number> = { '--hue': hueOf(trainer) };
  if (place) {
    Object.assign(variables, { '--from': place.from / 60, '--to': place.to / 60, '--left': place.left });
    Object.assign(variables, { '--width': place.width, '--level': place.level, '--clear': place.clearTo / 60 });
  }
  return variables as CSSProperties;
}

/** Shorter words fit into every box. */
const LONG_WORD = 4;

/** A word is never broken: one that is longer than the line ends in an ellipsis. The mark stays with the first. */
function Words({ title, mark }: { title: string; mark: ReactNode }) {
  return title.split(/\s+/).map((word, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the words of a title have no other identity
    <Fragment key={i}>
      {i > 0 && ' '}
      {word.length > LONG_WORD || i === 0 ? (
        <span className={classes.word}>
          {i === 0 && mark}
          {word}
        </span>
      ) : (
        word
      )}
    </Fragment>
  ));
}
