import { type CSSProperties, type ReactNode, useId } from 'react';
import classes from './Panel.module.css';

interface Props {
  title: string;
  /** For links to it: it can be scrolled to and focused. */
  id?: string;
  /** A short note next to the title. */
  note?: string | number | undefined;
  /** A small button or link, on the right. */
  action?: ReactNode;
  children: ReactNode;
  className?: string | undefined;
}

/** A section of a page: a card with a heading. */
export function Panel({ title, id, note, action, children, className }: Props) {
  const heading = useId();
  return (
    <section
      id={id}
      tabIndex={id === undefined ? undefined : -1}
      aria-labelledby={heading}
      className={`${classes.panel} ${className ?? ''}`}
    >
      <div className={classes.top}>
        <h2 id={heading} className={classes.title}>
          {title}
          {/* With a blank, which screen readers need as well. */}
          {note && <span className={classes.note}>{` ${note}`}</span>}
        </h2>
        {action}
      </div>
      {children}
    </section>
  );
}

/** A card without a heading; what has one is a `Panel`. */
export const Card = ({ children, maxWidth }: { children: ReactNode; maxWidth?: CSSProperties['maxWidth'] }) => (
  <div className={classes.padded} style={{ maxWidth }}>
    {children}
  </div>
);
