import { Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from '@/i18n';
import { Brand } from './Brand';
import classes from './CenteredCardPage.module.css';
import { PageHeader } from './PageHeader';
import { Preferences } from './Preferences';

/** A page outside the shell: one card in the middle. */
export function CenteredCardPage({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={classes.page}>
      <main className={classes.middle}>
        <div className={classes.brand}>
          <Brand />
          <Text fw={600}>{t('product')}</Text>
        </div>
        <Paper className={classes.card} withBorder>
          <PageHeader title={title} lead={lead} />
          {children}
        </Paper>
      </main>
      <footer className={classes.footer}>
        <Preferences />
      </footer>
    </div>
  );
}
