import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { OutboxMail } from '@/api/types';
import { useTranslation } from '@/i18n';
import { dateTime } from '@/i18n/formatDates';
import { sendsMailQuery } from '@/live/optionsQuery';
import { Avatar, PersonLink } from '@/people';
import { kindText } from '../model/words';
import classes from './OutboxTable.module.css';
import { Why } from './Why';

interface Props {
  mails: readonly OutboxMail[];
  /** These are the previous rows; the requested ones are still loading. */
  isOld: boolean;
  onRetry: (id: number) => void;
}

/** One page of mails, newest first. */
export function OutboxTable({ mails, isOld, onRetry }: Props) {
  const { t } = useTranslation('system');
  return (
    <div className={classes.frame}>
      <table className={classes.table} aria-busy={isOld} aria-label={t('mail.list')}>
        <thead>
          <tr>
            <th scope="col">{t('mail.to')}</th>
            <th scope="col">{t('mail.subject')}</th>
            <th scope="col">{t('mail.state')}</th>
            <th scope="col">
              <span className={classes.unseen}>{t('mail.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {mails.map((mail) => (
            <Row key={mail.id} mail={mail} onRetry={onRetry} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ mail, onRetry }: { mail: OutboxMail; onRetry: (id: number) => void }) {
  const { t } = useTranslation('system');
  const sendsMail = useQuery(sendsMailQuery()).data ?? true;
  const { to, subject, kind, state } = mail;
  const isWaiting = state === 'held' || (state === 'queued' && mail.attempts > 0);
  const action = state === 'failed' || state === 'queued' ? 'try_again' : 'send_now';
  return (
    <tr>
      <th scope="row" data-column="to">
        <div className={classes.person}>
          <Avatar id={to.id} name={to.name} />
          <span className={classes.name}>
            <PersonLink person={to} />
          </span>
        </div>
      </th>
      <td data-column="subject">
        <span className={classes.subject}>{subject}</span>
        <span className={classes.small}>{kindText(kind)}</span>
      </td>
      <td data-column="state">
        <span className={classes.badge} data-state={state}>
          {t(`state.${state === 'sent' && !sendsMail ? 'filed' : state}`)}
        </span>
        <span className={classes.small}>
          <When mail={mail} />
        </span>
        {state !== 'sent' && <Why reason={mail.reason} error={mail.error} />}
      </td>
      <td data-column="action">
        {(isWaiting || state === 'failed') && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t(`mail.${action}_label`, { subject, name: to.name })}
            onClick={() => onRetry(mail.id)}
          >
            {t(`mail.${action}`)}
          </Button>
        )}
      </td>
    </tr>
  );
}

/** When it was sent, or is; and how often that was tried. */
function When({ mail: { state, attempts, next_at, sent_at, created_at } }: { mail: OutboxMail }) {
  const { t } = useTranslation('system');
  const tries = attempts > 0 ? ` · ${t('mail.attempts', { count: attempts })}` : '';
  if (state === 'sent') return <time dateTime={sent_at ?? created_at}>{dateTime(sent_at ?? created_at)}</time>;
  if (state === 'sending') return t('mail.right_now');
  if (state === 'failed') return `${t('mail.written', { time: dateTime(created_at) })}${tries}`;
  if (state === 'held') return t('mail.until', { time: dateTime(next_at ?? created_at) });
  return attempts > 0 ? `${t('mail.next', { time: dateTime(next_at ?? created_at) })}${tries}` : t('mail.soon');
}
