import { Alert, Button, Text } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy, IconEyeOff } from '@tabler/icons-react';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from '@/i18n';
import classes from './OneTimePassword.module.css';
import { useFocusOnAppear } from './useFocusOnAppear';

interface Props {
  name: string;
  username: string;
  password: string;
}

/** A generated password, which is never shown again: leaving the page needs confirmation. */
export function OneTimePassword({ name, username, password }: Props) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const copy = useFocusOnAppear<HTMLButtonElement>();
  const clipboard = useClipboard({ timeout: 3000 });
  useBlocker({
    // Users who have been signed out cannot stay.
    shouldBlockFn: ({ next }) => !next.pathname.endsWith('/login'),
    enableBeforeUnload: true,
  });
  return (
    <>
      <dl className={classes.facts}>
        <dt>{t('account.username')}</dt>
        <dd>{username}</dd>
        <dt>{t('secret.label')}</dt>
        <dd className={classes.secret}>
          <code data-testid="one-time-password">{password}</code>
          <Button
            ref={copy}
            size="sm"
            variant="default"
            leftSection={clipboard.copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            onClick={() => clipboard.copy(password)}
          >
            {core(clipboard.copied ? 'action.copied' : 'action.copy')}
          </Button>
        </dd>
      </dl>
      {clipboard.error && <Text c="var(--tms-bad)">{t('secret.copy_failed')}</Text>}
      <Alert color="yellow" icon={<IconEyeOff size={20} aria-hidden />}>
        <strong className={classes.once}>{t('secret.once_title')}</strong>
        {t('secret.once_text', { name })}
      </Alert>
    </>
  );
}
