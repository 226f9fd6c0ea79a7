import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import classes from './Tooltip.module.css';

interface Props {
  text: string;
  /** Where it appears. */
  side?: 'below' | 'right';
  /** Gets the id of the hint, for `aria-describedby`. */
  children: (id: string) => ReactNode;
}

/** A few words about something, on hover and on focus; Escape hides them. Far lighter than a floating tooltip. */
export function Tooltip({ text, side = 'below', children }: Props) {
  const id = useId();
  const [isHidden, setHidden] = useState(false);
  const onKeyDown = ({ key }: KeyboardEvent) => key === 'Escape' && setHidden(true);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it listens for what its content is asked
    <span
      className={classes.around}
      onKeyDown={onKeyDown}
      onMouseLeave={() => setHidden(false)}
      onBlur={() => setHidden(false)}
    >
      {children(id)}
      <span role="tooltip" id={id} className={classes.hint} data-side={side} hidden={isHidden}>
        {text}
      </span>
    </span>
  );
}
