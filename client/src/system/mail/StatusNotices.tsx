import { Alert } from '@mantine/core';
import { IconClockExclamation, IconFolder, IconLinkOff, IconPlugConnectedX } from '@tabler/icons-react';
import type { MailStatus } from '@/api/types';
import { useTranslation } from '@/i18n';
import { clockTime, dateTime, relativeTime } from '@/i18n/formatDates';
import { serverNow } from '@/lib/serverClock';
import classes from '../frame/System.module.css';
import { Why } from './Why';

/** In the colour of text: not all of Mantine’s are legible on these grounds. */
const TITLE = { title: classes.title };

/** How long a mail may be due before something is wrong; as in `/health`. */
const STUCK_MS = 5 * 60_000;

/** What keeps mails from getting out, if anything does. */
export function StatusNotices({ status }: { status: MailStatus }) {
  const { t } = useTranslation('system');
  const { server, public_url, down_since, waiting_since, retry_at, queued, sending } = status;
  const now = serverNow();
  const isStuck = !down_since && waiting_since !== null && now - Date.parse(waiting_since) > STUCK_MS;
  const isPaused = retry_at !== null && Date.parse(retry_at) > now;
  const since = (at: string) => ({ time: dateTime(at), ago: relativeTime(at, now) });
  return (
    <>
      {server === null && (
        <Alert classNames={TITLE} mb="md" icon={<IconFolder size={20} aria-hidden />} title={t('mail.files_title')}>
          {t('mail.files_text')}
        </Alert>
      )}
      {down_since && (
        <Alert
          role="alert"
          classNames={TITLE}
          mb="md"
          color="red"
          icon={<IconPlugConnectedX size={20} aria-hidden />}
          title={t(server === null ? 'mail.folder_down' : 'mail.down', since(down_since))}
        >
          <Why reason={status.reason} error={status.error} />
          <p className={classes.consequence}>
            {t('mail.waiting', { count: queued + sending })}
            {isPaused && ` ${t('mail.server_next', { time: clockTime(retry_at) })}`}
          </p>
        </Alert>
      )}
      {isStuck && (
        <Alert
          role="alert"
          classNames={TITLE}
          mb="md"
          color="yellow"
          icon={<IconClockExclamation size={20} aria-hidden />}
          title={t('mail.stuck', since(waiting_since))}
        >
          {t('mail.stuck_text')}
        </Alert>
      )}
      {server !== null && public_url === null && (
        <Alert
          classNames={TITLE}
          mb="md"
          color="yellow"
          icon={<IconLinkOff size={20} aria-hidden />}
          title={t('mail.no_links')}
        >
          {t('mail.no_links_text')}
        </Alert>
      )}
    </>
  );
}
