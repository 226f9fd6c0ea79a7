import { Alert, Button, Group, Text } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import { hasCode } from '@/api/problem';
import type { User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { sendsMailQuery } from '@/live/optionsQuery';
import { useChange } from '@/live/useChange';
import { toast } from '@/ui/feedback/toasts';
import { canMailQuery } from '../model/queries';

/** Somebody has no password yet: for admins, who can have an invitation sent, another one if there was one. */
export function WithoutPassword({ user }: { user: User }) {
  const { t } = useTranslation('users');
  const canInvite = useQuery(canMailQuery()).data ?? false;
  const sendsMail = useQuery(sendsMailQuery()).data ?? true;
  const isInvited = user.status === 'invited';
  const invite = useChange({
    of: 'users',
    send: (id: number) => api.POST('/users/{user_id}/invite', { params: { path: { user_id: id } } }),
    onDone: ({ email }) => toast(t(sendsMail ? 'person.invitation_sent' : 'person.invitation_filed', { email })),
    onRefused(error) {
      const isActive = hasCode(error, 'already_active');
      if (isActive) toast(t('problem.already_active'));
      return isActive;
    },
  });
  return (
    <Alert color="yellow" icon={<IconMail size={20} aria-hidden />} mb="lg">
      <Group justify="space-between" gap="xs">
        <Text size="sm">{t(isInvited ? 'person.invited' : 'person.no_sign_in', { name: user.first_name })}</Text>
        {canInvite && (
          <Button size="compact-sm" variant="default" loading={invite.isPending} onClick={() => invite.mutate(user.id)}>
            {t(isInvited ? 'person.invite_again' : 'person.invite')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
