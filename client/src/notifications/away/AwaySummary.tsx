import { Button, CloseButton } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import type { Notification } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import type { NotificationKinds } from '@/feature/notificationKinds';
import { i18n, useTranslation } from '@/i18n';
import { dateTime } from '@/i18n/formatDates';
import { useLiveConnection } from '@/live/useLive';
import { kindOf } from '../kinds/kindOf';
import { groupBy } from '../model/groupBy';
import { markTheseRead } from '../model/markRead';
import { isPanelOpen } from '../model/panel';
import { useKinds } from '../model/useKinds';
import { useMissed } from '../model/useMissed';
import { dismissAbsence } from '../model/visits';
import classes from './AwaySummary.module.css';

/** One line after an absence: what happened meanwhile that the user has not read. Nothing, if nothing did. */
export default function AwaySummary() {
  const { t } = useTranslation('notifications');
  const { id } = useMe();
  const live = useLiveConnection();
  const kinds = useKinds();
  const missed = useMissed();
  if (!missed) return null;
  const what = missed.isMore
    ? t('away.more', { count: missed.items.length })
    : new Intl.ListFormat(i18n.locale).format(countsOf(missed.items, kinds));
  return (
    <section aria-labelledby="away-title" className={classes.summary}>
      <IconHistory size={22} stroke={1.7} aria-hidden />
      <div className={classes.words}>
        <h2 id="away-title" className={classes.title}>
          {t('away.title')}
        </h2>
        <p className={classes.text}>{t('away.since', { when: dateTime(missed.from), what })}</p>
      </div>
      <div className={classes.actions}>
        <Button size="compact-sm" variant="light" onClick={() => isPanelOpen.set(true)}>
          {t('show')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => markTheseRead(live, missed.items)}>
          {t('mark_these')}
        </Button>
        <CloseButton aria-label={t('away.dismiss')} title={t('away.dismiss')} onClick={() => dismissAbsence(id)} />
      </div>
    </section>
  );
}

/** “2 sessions changed”, “1 session cancelled”, the commonest first. What changed twice is counted once. */
function countsOf(notifications: readonly Notification[], kinds: NotificationKinds): string[] {
  const known = groupBy(notifications, ({ kind }) => (kind in kinds ? kind : ''));
  const counts = [...known].map(([kind, those]) => ({
    kind,
    count: groupBy(those, ({ subject: { type, id } }) => `${type} ${id}`).size,
  }));
  return counts.toSorted((a, b) => b.count - a.count).map(({ kind, count }) => kindOf(kinds, kind).counted(count));
}
