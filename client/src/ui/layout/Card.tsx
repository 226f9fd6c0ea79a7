import type { CSSProperties, ReactNode } from 'react';
import classes from './Card.module.css';

/** A card without a heading; what has one is a `Panel`. */
export const Card = ({ children, maxWidth }: { children: ReactNode; maxWidth?: CSSProperties['maxWidth'] }) => (
  <div className={classes.padded} style={{ maxWidth }}>
    {children}
  </div>
);
