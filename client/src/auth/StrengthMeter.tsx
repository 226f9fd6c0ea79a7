import { useTranslation } from '@/i18n';
import classes from './StrengthMeter.module.css';
import { estimateStrength, type PasswordStrength } from './strength';

const FILLED: Record<PasswordStrength, number> = { empty: 0, weak: 1, fair: 2, good: 3, strong: 4 };

/** Four bars, and the same in words. */
export function StrengthMeter({ password, ownNames }: { password: string; ownNames: readonly string[] }) {
  const { t } = useTranslation();
  const strength = estimateStrength(password, ownNames);
  return (
    <div className={classes.meter} data-strength={strength}>
      <div className={classes.bars} aria-hidden>
        {[1, 2, 3, 4].map((bar) => (
          <span key={bar} data-filled={bar <= FILLED[strength] || undefined} />
        ))}
      </div>
      <span role="status" className={classes.words}>
        {t('password.strength', { level: t(`password.level.${strength}`) })}
      </span>
    </div>
  );
}
