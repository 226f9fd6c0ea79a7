import { useTranslation } from '@/i18n';
import { clockTime } from '@/i18n/formatDates';
import { useLiveStatus } from '@/live/useLive';
import { Tooltip } from '@/ui/layout/Tooltip';
import classes from './ConnectionStatus.module.css';

/** The connection status in the top bar: a dot and a word. */
export function ConnectionStatus() {
  const { t } = useTranslation();
  const { state, asOf } = useLiveStatus();
  const time = asOf === null ? null : clockTime(asOf);
  const hint =
    state !== 'offline' ? t(`live.${state}_hint`) : time ? t('live.offline_hint', { time }) : t('live.never_hint');
  return (
    <Tooltip text={hint}>
      {(id) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the explanation must be reachable by keyboard
        <div role="status" tabIndex={0} aria-describedby={id} className={classes.mark} data-state={state}>
          <span className={classes.dot} aria-hidden />
          <span className={classes.word}>{t(`live.${state}`)}</span>
          {state === 'offline' && time && <span className={classes.word}>{t('live.as_of', { time })}</span>}
        </div>
      )}
    </Tooltip>
  );
}
