import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '@/api/client';
import { hasCode } from '@/api/problem';
import { useTranslation } from '@/i18n';
import { relativeTime } from '@/i18n/formatDates';
import { useNow } from '@/lib/useNow';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { toast, toastProblem } from '@/ui/feedback/toasts';
import { Panel } from '@/ui/layout/Panel';
import { ConfirmModal } from '@/ui/modals/ConfirmModal';
import { calendarFeedQuery } from '../model/queries';
import classes from '../person/Card.module.css';

/** The private address by which other calendar programs show the user's sessions. */
export function CalendarCard({ userId }: { userId: number }) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const now = useNow();
  const feed = useQuery(calendarFeedQuery(userId));
  const { create, revoke } = useFeedChanges(userId);
  const [asksFor, setAsksFor] = useState<'replace' | 'revoke' | null>(null);
  const [address, setAddress] = useState<string | null>(null);
  const close = () => setAsksFor(null);
  const createAddress = () => create.mutate(undefined, { onSuccess: ({ url }) => setAddress(url), onSettled: close });
  const revokeAddress = () =>
    revoke.mutate(undefined, {
      onSuccess: () => {
        setAddress(null);
        toast(t('calendar_feed.revoked'));
      },
      onSettled: close,
    });
  return (
    <Panel title={t('calendar_feed.title')}>
      <Text c="dimmed" mb="sm">
        {t('calendar_feed.text')}
      </Text>
      <QueryBoundary query={feed} skeleton={<LinesSkeleton lines={1} height={36} />}>
        {({ active, created_at, last_used_at }) =>
          active ? (
            <Stack gap="sm">
              {address && <NewAddress url={address} />}
              <p className={classes.small}>
                {created_at && t('calendar_feed.created', { ago: relativeTime(created_at, now) })}{' '}
                {last_used_at
                  ? t('calendar_feed.used', { ago: relativeTime(last_used_at, now) })
                  : t('calendar_feed.unused')}
              </p>
              <Group gap="sm">
                <Button variant="default" onClick={() => setAsksFor('replace')}>
                  {t('calendar_feed.replace')}
                </Button>
                <Button variant="default" onClick={() => setAsksFor('revoke')}>
                  {t('calendar_feed.revoke')}
                </Button>
              </Group>
            </Stack>
          ) : (
            <Button variant="default" loading={create.isPending} onClick={createAddress}>
              {t('calendar_feed.create')}
            </Button>
          )
        }
      </QueryBoundary>
      <ConfirmModal
        opened={asksFor === 'replace'}
        title={t('calendar_feed.replace_title')}
        confirm={t('calendar_feed.replace')}
        dismiss={core('action.cancel')}
        isPending={create.isPending}
        onConfirm={createAddress}
        onClose={close}
      >
        {t('calendar_feed.replace_text')}
      </ConfirmModal>
      <ConfirmModal
        opened={asksFor === 'revoke'}
        title={t('calendar_feed.revoke_title')}
        confirm={t('calendar_feed.revoke')}
        dismiss={core('action.cancel')}
        isPending={revoke.isPending}
        onConfirm={revokeAddress}
        onClose={close}
      >
        {t('calendar_feed.revoke_text')}
      </ConfirmModal>
    </Panel>
  );
}

/** An address that has just been created, and is never shown again. */
function NewAddress({ url }: { url: string }) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const clipboard = useClipboard({ timeout: 3000 });
  return (
    <Stack gap="xs" align="flex-start">
      <TextInput
        w="100%"
        label={t('calendar_feed.address')}
        description={t('calendar_feed.once')}
        error={clipboard.error && t('secret.copy_failed')}
        value={url}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button
        size="sm"
        leftSection={clipboard.copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
        onClick={() => clipboard.copy(url)}
      >
        {core(clipboard.copied ? 'action.copied' : 'action.copy')}
      </Button>
    </Stack>
  );
}

function useFeedChanges(userId: number) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: calendarFeedQuery(userId).queryKey });
  const create = useMutation({
    mutationFn: () => dataOf(api.POST('/users/me/calendar')),
    onError: (error) => toastProblem(error, t),
    onSettled,
  });
  const revoke = useMutation({
    mutationFn: () => api.DELETE('/users/me/calendar'),
    // One that is gone already was revoked elsewhere; the card shows so.
    onError: (error) => hasCode(error, 'not_found') || toastProblem(error, t),
    onSettled,
  });
  return { create, revoke };
}
