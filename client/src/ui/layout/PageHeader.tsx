import { type ReactNode, useEffect } from 'react';
import { useTranslation } from '@/i18n';
import { CONTENT_HEADING } from './focus';
import classes from './PageHeader.module.css';

interface Props {
  title: string;
  lead?: ReactNode;
  /** Buttons, on the right. */
  children?: ReactNode;
}

/** A page's heading, 56 px high: the h1, the title of the tab, and the focus target on navigation. */
export function PageHeader({ title, lead, children }: Props) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title, t]);
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        <h1 id={CONTENT_HEADING} tabIndex={-1} className={classes.title}>
          {title}
        </h1>
        {lead && <div className={classes.lead}>{lead}</div>}
      </div>
      {children && <div className={classes.actions}>{children}</div>}
    </header>
  );
}
