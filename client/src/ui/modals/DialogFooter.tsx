import type { ReactNode } from 'react';
import classes from './DialogFooter.module.css';

/**
 * The buttons of a dialog, at the right; the last one does what the title says. They stay in sight however long the
 * dialog is; messages cover them, and never the last rows. What has `data-start` stands at the left.
 */
export const DialogFooter = ({ children }: { children: ReactNode }) => (
  <div className={classes.footer} data-footer>
    {children}
  </div>
);
