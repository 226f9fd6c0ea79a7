import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Consumer, SetAsideEvent } from '@/api/types';
import { useTranslation } from '@/i18n';
import { dateTime } from '@/i18n/formatDates';
import { numberOf } from '@/i18n/formatNumbers';
import { ConfirmModal } from '@/ui/modals/ConfirmModal';
import { eventText, failureText } from '../model/words';
import classes from './Background.module.css';
import type { ConsumerActions } from './useConsumer';

interface Props {
  consumer: Consumer;
  actions: ConsumerActions;
}

/** The events that a consumer could not handle and has left behind, with what can be done about each. */
export function SetAsideList({ consumer: { set_aside, set_aside_count, is_gone }, actions }: Props) {
  const { t } = useTranslation('system');
  const [skips, setSkips] = useState<SetAsideEvent | null>(null);
  return (
    <>
      <h3 className={classes.heading}>{t('background.set_aside', { count: set_aside_count })}</h3>
      <ul className={classes.list}>
        {set_aside.map((event) => (
          <Row key={event.position} event={event} isGone={is_gone} actions={actions} onSkip={() => setSkips(event)} />
        ))}
      </ul>
      {set_aside_count > set_aside.length && (
        <p className={classes.quiet}>{t('background.more', { count: set_aside_count - set_aside.length })}</p>
      )}
      <ConfirmModal
        opened={skips !== null}
        title={t('skip.title')}
        confirm={t('skip.confirm')}
        dismiss={t('skip.dismiss')}
        isDangerous
        onConfirm={() => {
          if (skips) actions.skip.mutate(skips.position);
          setSkips(null);
        }}
        onClose={() => setSkips(null)}
      >
        {t('skip.text')}
      </ConfirmModal>
    </>
  );
}

interface RowProps {
  event: SetAsideEvent;
  isGone: boolean;
  actions: ConsumerActions;
  onSkip: () => void;
}

function Row({ event, isGone, actions, onSkip }: RowProps) {
  const { t } = useTranslation('system');
  const { position, event_type, error, error_type, tries, set_aside_at, retry_requested } = event;
  const values = { event: eventText(event_type), position: numberOf(position) };
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <span>{t('background.event', values)}</span>
        <span className={classes.quiet}>
          {`${dateTime(set_aside_at)} · ${t('background.tries', { count: tries })}`}
        </span>
        <span>{failureText(error, error_type)}</span>
      </div>
      {!isGone &&
        (retry_requested ? (
          <span className={classes.quiet} role="status">
            {t('background.trying')}
          </span>
        ) : (
          <div className={classes.buttons}>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('background.retry_label', values)}
              onClick={() => actions.retry.mutate(position)}
            >
              {t('background.retry')}
            </Button>
            <Button size="compact-sm" variant="subtle" aria-label={t('background.skip_label', values)} onClick={onSkip}>
              {t('background.skip')}
            </Button>
          </div>
        ))}
    </li>
  );
}
