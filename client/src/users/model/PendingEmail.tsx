import { Alert, Button, Group, Text } from '@mantine/core';
import { IconMailQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import { hasCode } from '@/api/problem';
import type { User } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { sendsMailQuery } from '@/live/optionsQuery';
import { useChange } from '@/live/useChange';
import { toast } from '@/ui/feedback/toasts';

/** A new address that its owner has not confirmed yet; nothing if there is none. For the owner, and for admins. */
export function PendingEmail({ user }: { user: User }) {
  const { t } = useTranslation('users');
  const isOwn = useMe().id === user.id;
  const sendsMail = useQuery(sendsMailQuery()).data ?? true;
  const params = { path: { user_id: user.id } };
  const onRefused = (error: Error) => {
    const text = hasCode(error, 'too_many_mails') ? 'limited' : hasCode(error, 'no_pending_email') ? 'over' : null;
    if (text) toast(t(`pending.${text}`));
    return text !== null;
  };
  const send = useChange({
    of: 'users',
    send: (_: User) => api.POST('/users/{user_id}/pending-email', { params }),
    onDone: (_, { pending_email }) =>
      toast(t(sendsMail ? 'pending.sent' : 'pending.filed', { address: pending_email ?? '' })),
    onRefused,
  });
  const cancel = useChange({
    of: 'users',
    send: (_: User) => api.DELETE('/users/{user_id}/pending-email', { params }),
    onDone: ({ email }) => toast(t('pending.cancelled', { email })),
    onRefused,
  });
  if (user.pending_email === null) return null;
  const words = { name: user.first_name, address: user.pending_email, email: user.email };
  return (
    <Alert color="yellow" icon={<IconMailQuestion size={20} aria-hidden />}>
      <Text size="sm" fw={600}>
        {isOwn ? t('pending.own_title') : t('pending.title', words)}
      </Text>
      <Text size="sm" mb="sm">
        {t(`pending.${isOwn ? 'own_text' : 'text'}${sendsMail ? '' : '_file'}`, words)}
      </Text>
      <Group gap="xs">
        <Button size="compact-sm" variant="default" loading={send.isPending} onClick={() => send.mutate(user)}>
          {t('pending.send')}
        </Button>
        <Button size="compact-sm" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(user)}>
          {t('pending.cancel')}
        </Button>
      </Group>
    </Alert>
  );
}
