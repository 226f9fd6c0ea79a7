import { Alert } from '@mantine/core';
import { IconAlertTriangle, IconMailCheck, IconMailFast } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { OutboxMail } from '@/api/types';
import { useTranslation } from '@/i18n';
import classes from '../frame/System.module.css';
import { mailQuery } from '../model/systemQueries';
import { Why } from './Why';

interface Props {
  id: number;
  /** Mails become files. */
  isFile: boolean;
  onClose: () => void;
}

/** What has become of the test mail, as it happens. */
export function TestMail({ id, isFile, onClose }: Props) {
  const { t } = useTranslation('system');
  const { t: core } = useTranslation();
  const { data: mail } = useQuery(mailQuery(id));
  if (!mail) return null;
  const outcome = outcomeOf(mail, isFile);
  const { color, Icon } = LOOKS[outcome];
  const isSent = mail.state === 'sent';
  return (
    <Alert
      role="status"
      classNames={{ title: classes.title }}
      mb="md"
      color={color}
      icon={<Icon size={20} aria-hidden />}
      title={t(`test.${outcome}`)}
      withCloseButton
      closeButtonLabel={core('action.close')}
      onClose={onClose}
    >
      {isSent ? t(isFile ? 'test.filed_text' : 'test.sent_text') : <Why reason={mail.reason} error={mail.error} />}
    </Alert>
  );
}

const LOOKS = {
  sending: { color: 'gray', Icon: IconMailFast },
  sent: { color: 'brand', Icon: IconMailCheck },
  filed: { color: 'brand', Icon: IconMailCheck },
  postponed: { color: 'red', Icon: IconAlertTriangle },
  failed: { color: 'red', Icon: IconAlertTriangle },
};

function outcomeOf({ state, error }: OutboxMail, isFile: boolean): keyof typeof LOOKS {
  if (state === 'sent') return isFile ? 'filed' : 'sent';
  if (state === 'failed') return 'failed';
  return error === null ? 'sending' : 'postponed';
}
