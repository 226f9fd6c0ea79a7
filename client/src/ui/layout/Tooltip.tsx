import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import classes from './Tooltip.module.css';

interface Props {
  text: string;
  /** Where it appears. */
  side?: 'below' | 'right';
  /** Receives the id of the hint, for `aria-describedby`. */
  children: (id: string) => ReactNode;
}

/** A short hint on hover and focus; Escape hides it. Far lighter than a floating tooltip. */
export function Tooltip({ text, side = 'below', children }: Props) {
  const id = useId();
  const [isHidden, setHidden] = useState(false);
  const hint = useRef<HTMLSpanElement>(null);
  /** Beside what it explains, wherever that has been scrolled to: inside, the menu would cut it off. */
  const place = ({ currentTarget }: { currentTarget: HTMLElement }) => {
    const { top, right, height } = currentTarget.getBoundingClientRect();
    hint.current?.style.setProperty('--left', `${right}px`);
    hint.current?.style.setProperty('--middle', `${top + height / 2}px`);
  };
  const onKeyDown = ({ key }: KeyboardEvent) => key === 'Escape' && setHidden(true);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only listens to events of its content
    <span
      className={classes.around}
      onKeyDown={onKeyDown}
      onMouseEnter={side === 'right' ? place : undefined}
      onFocus={side === 'right' ? place : undefined}
      onMouseLeave={() => setHidden(false)}
      onBlur={() => setHidden(false)}
    >
      {children(id)}
      <span ref={hint} role="tooltip" id={id} className={classes.hint} data-side={side} hidden={isHidden}>
        {text}
      </span>
    </span>
  );
}
