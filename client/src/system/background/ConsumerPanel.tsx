import { Button } from '@mantine/core';
import type { Consumer } from '@/api/types';
import { useTranslation } from '@/i18n';
import { dateTime } from '@/i18n/formatDates';
import { duration, numberOf } from '@/i18n/formatNumbers';
import { serverNow } from '@/lib/serverClock';
import { Panel } from '@/ui/layout/Panel';
import { consumerText, failureText } from '../model/words';
import classes from './Background.module.css';
import { GoneConsumer } from './GoneConsumer';
import { SetAsideList } from './SetAsideList';
import { useConsumer } from './useConsumer';

/** One consumer: how far it has come, who works for it, and what it could not handle. */
export function ConsumerPanel({ consumer }: { consumer: Consumer }) {
  const { t } = useTranslation('system');
  const actions = useConsumer(consumer.name);
  const { name, is_gone, set_aside_count, missed, missed_at } = consumer;
  const title = consumerText(name);
  const canRetryAll = set_aside_count > 1 && !is_gone;
  return (
    <Panel
      title={title}
      action={
        canRetryAll && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t('background.retry_all_label', { name: title })}
            onClick={() => actions.retry.mutate(null)}
          >
            {t('background.retry_all')}
          </Button>
        )
      }
    >
      {is_gone ? <GoneConsumer title={title} onRemove={actions.remove.mutate} /> : <Progress consumer={consumer} />}
      {missed > 0 && missed_at && (
        <p className={classes.quiet}>{t('background.missed', { count: missed, time: dateTime(missed_at) })}</p>
      )}
      {set_aside_count > 0 && <SetAsideList consumer={consumer} actions={actions} />}
    </Panel>
  );
}

function Progress({ consumer }: { consumer: Consumer }) {
  const { t } = useTranslation('system');
  const { behind, waiting_since, tries, error, error_type, holder, position } = consumer;
  const state = tries > 0 ? 'failing' : behind > 0 ? 'behind' : 'well';
  return (
    <>
      <p className={classes.state} data-state={state}>
        {state === 'well'
          ? t('background.well')
          : t('background.behind', { count: behind, time: lagOf(waiting_since) })}
      </p>
      {tries > 0 && (
        <p className={classes.problem} role="alert">
          {t('background.failing', { count: tries })} {consumer.retry_at && nextTry(consumer.retry_at, t)}{' '}
          {error && failureText(error, error_type ?? '')}
        </p>
      )}
      <p className={classes.quiet}>
        {t('background.position', { position: numberOf(position) })}
        {holder && ` · ${t('background.holder', holderOf(holder))}`}
      </p>
    </>
  );
}

/** How long the next event has waited. */
const lagOf = (since: string | null) => duration(since ? Math.max(0, serverNow() - Date.parse(since)) / 1000 : 0);

const nextTry = (at: string, t: ReturnType<typeof useTranslation<'system'>>['t']) => {
  const seconds = (Date.parse(at) - serverNow()) / 1000;
  return seconds > 0 ? t('background.next_try', { time: duration(seconds) }) : t('background.trying');
};

/** A process is identified by its host, its process id and a random part. */
function holderOf(holder: string) {
  const [host = '', id = ''] = holder.split(':');
  return { host, id };
}
