import type { MailStatus } from '@/api/types';
import { useTranslation } from '@/i18n';
import classes from '../frame/System.module.css';

interface Props {
  reason: MailStatus['reason'];
  /** The mail server's reply, or what happened instead; in English. */
  error: string | null;
}

/** Why mails do not arrive: in plain words, and what the mail server said for those who can use that. */
export function Why({ reason, error }: Props) {
  const { t } = useTranslation('system');
  if (!error) return null;
  return (
    <div className={classes.why}>
      <span>{t(`reason.${reason ?? 'unknown'}`)}</span>
      <details>
        <summary>{t('details')}</summary>
        <code lang="en">{error}</code>
      </details>
    </div>
  );
}
