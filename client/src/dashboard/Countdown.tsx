import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from '@/i18n';
import { NEAR_MS, spokenMinutes, timeLeft } from './countdown';
import classes from './NextSession.module.css';

/** How long until a session begins, or that it runs. Screen readers are told at a few moments only. */
export function Countdown({ toStart, toEnd }: { toStart: number; toEnd: number }) {
  const { t } = useTranslation('dashboard');
  const spoken = spokenMinutes(toStart);
  return (
    <>
      <div className={classes.left} aria-hidden="true">
        {toStart > 0 ? <Left ms={toStart} /> : t('countdown.running', { count: Math.ceil(toEnd / 60_000) })}
      </div>
      <VisuallyHidden aria-live="polite">
        {spoken === 0 ? t('countdown.begun') : spoken !== null && t('countdown.spoken', { count: spoken })}
      </VisuallyHidden>
    </>
  );
}

function Left({ ms }: { ms: number }) {
  const { t } = useTranslation('dashboard');
  const { days, hours, minutes, seconds } = timeLeft(ms);
  if (ms <= NEAR_MS) return `${minutes}:${String(seconds).padStart(2, '0')}`;
  if (days > 0) return t('countdown.days', { count: days, hours });
  if (hours > 0) return t('countdown.hours', { hours, minutes });
  return t('countdown.minutes', { count: minutes });
}
