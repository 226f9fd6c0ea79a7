import { Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from '@/i18n';
import { CONTENT_HEADING } from './focus';
import classes from './PageHeader.module.css';

interface Props {
  title: string;
  lead?: ReactNode;
  /** Buttons, at the right. */
  children?: ReactNode;
}

/** The heading of a page: its h1, the title of the tab, and where the focus goes on navigation. */
export function PageHeader({ title, lead, children }: Props) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title, t]);
  return (
    <header className={classes.header}>
      <div>
        <Title order={1} id={CONTENT_HEADING} tabIndex={-1} className={classes.title}>
          {title}
        </Title>
        {lead && <Text c="dimmed">{lead}</Text>}
      </div>
      {children && <div className={classes.actions}>{children}</div>}
    </header>
  );
}
