import { Kbd } from '@mantine/core';
import '@mantine/core/styles/Kbd.layer.css';
import { useTranslation } from '@/i18n';
import { STATUSES } from './attendanceQueue';
import classes from './ShortcutsHint.module.css';

/** Which keys do what in the roster. */
export function ShortcutsHint({ id }: { id: string }) {
  const { t } = useTranslation('sessions');
  const hints = [
    { keys: ['↑', '↓'], does: t('attendance.keys.person') },
    { keys: STATUSES.map((status) => t(`attendance.letter.${status}`)), does: t('attendance.keys.mark') },
    { keys: ['⌫'], does: t('attendance.keys.clear') },
    { keys: [t('attendance.keys.n')], does: t('attendance.keys.note') },
  ];
  return (
    <div id={id} className={classes.keys}>
      {hints.map(({ keys, does }) => (
        <span key={does}>
          {keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
          {does}
        </span>
      ))}
    </div>
  );
}
