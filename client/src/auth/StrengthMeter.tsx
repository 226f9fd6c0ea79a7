import { useTranslation } from '@/i18n';
import classes from './StrengthMeter.module.css';

const FILLED: Record<PasswordStrength, number> = { empty: 0, weak: 1, fair: 2, good: 3, strong: 4 };

/** Password strength as four bars, and in words. */
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

export type PasswordStrength = 'empty' | 'weak' | 'fair' | 'good' | 'strong';

export const MAX_LENGTH = 256;

const COMMON = /^(.)\1+$|password|palavra|passe|qwert|asdf|12345|abcdef|letmein|welcome|admin|iloveyou|training/i;
const KINDS = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u];

/**
 * A rough estimate: length counts most, then variety; common prefixes and the user's own names count
 * against it. This is only advice; the server decides what is accepted.
 */
export function estimateStrength(password: string, ownNames: readonly string[] = []): PasswordStrength {
  if (!password) return 'empty';
  const lower = password.toLowerCase();
  const isObvious =
    COMMON.test(password) || ownNames.some((name) => name.length > 2 && lower.includes(name.toLowerCase()));
  const variety = KINDS.filter((kind) => kind.test(password)).length;
  const distinct = new Set(lower).size;
  const score = Math.min(password.length, distinct * 2) + 2 * (variety - 1) - (isObvious ? 8 : 0);
  if (score < 9) return 'weak';
  if (score < 13) return 'fair';
  return score < 18 ? 'good' : 'strong';
}
