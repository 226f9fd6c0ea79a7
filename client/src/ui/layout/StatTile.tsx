import type { ReactNode } from 'react';
import classes from './StatTile.module.css';

/** Holds tiles side by side, as many as fit. */
export const StatTiles = ({ children }: { children: ReactNode }) => <div className={classes.tiles}>{children}</div>;

interface Props {
  label: string;
  value: ReactNode;
  /** What it is made of, or where to read more. */
  children?: ReactNode;
}

/** One number, large, with what it counts. */
export function StatTile({ label, value, children }: Props) {
  return (
    <div className={classes.tile}>
      <span className={classes.label}>{label}</span>
      <span className={classes.value}>{value}</span>
      {children && <div className={classes.more}>{children}</div>}
    </div>
  );
}
