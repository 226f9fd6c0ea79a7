import type { ReactNode } from 'react';
import classes from './StatTile.module.css';

/** Lays out tiles side by side, as many as fit. */
export const StatTiles = ({ children }: { children: ReactNode }) => <div className={classes.tiles}>{children}</div>;

interface Props {
  label: string;
  value: ReactNode;
  /** Its components, or a link to more. */
  children?: ReactNode;
}

/** A large number with its label. */
export function StatTile({ label, value, children }: Props) {
  return (
    <div className={classes.tile}>
      <span className={classes.label}>{label}</span>
      <span className={classes.value}>{value}</span>
      {children && <div className={classes.more}>{children}</div>}
    </div>
  );
}
