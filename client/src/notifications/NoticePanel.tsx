import { Button } from '@mantine/core';
import { IconBellCheck } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from '@/i18n';
import { useNow } from '@/sessions';
import classes from './Bell.module.css';
import { NoticeLine } from './NoticeLine';
import type { Notice } from './notice';

interface Props {
  notices: readonly Notice[];
  /** One has been read, or without an id all. */
  onRead: (id?: string) => void;
  onClose: () => void;
}

/** The list under the bell, the newest first. */
export default function NoticePanel({ notices, onRead, onClose }: Props) {
  const { t } = useTranslation('notifications');
  const heading = useRef<HTMLHeadingElement>(null);
  const now = useNow();
  useEffect(() => heading.current?.focus(), []);
  return (
    <div
      role="dialog"
      aria-labelledby="notices"
      className={classes.panel}
      onKeyDown={({ key }) => key === 'Escape' && onClose()}
    >
      <div className={classes.top}>
        <h2 id="notices" ref={heading} tabIndex={-1} className={classes.title}>
          {t('title')}
        </h2>
        {notices.some(({ isRead }) => !isRead) && (
          <Button size="compact-sm" variant="subtle" onClick={() => onRead()}>
            {t('mark_all')}
          </Button>
        )}
      </div>
      {notices.length === 0 ? (
        <div className={classes.none}>
          <IconBellCheck size={36} stroke={1.4} aria-hidden />
          <p>{t('nothing')}</p>
        </div>
      ) : (
        <ul className={classes.list}>
          {notices.map((notice) => (
            <li key={notice.id}>
              <NoticeLine notice={notice} now={now} onRead={() => onRead(notice.id)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
