import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { hasCode } from '@/api/problem';
import type { OpenSignIn } from '@/api/types';
import { useTranslation } from '@/i18n';
import { relativeTime } from '@/i18n/formatDates';
import { useNow } from '@/lib/useNow';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { toast, toastProblem } from '@/ui/feedback/toasts';
import { Panel } from '@/ui/layout/Panel';
import { ConfirmModal } from '@/ui/modals/ConfirmModal';
import { signInsQuery } from '../model/queries';
import classes from '../person/Card.module.css';
import accountClasses from './AccountPage.module.css';
import { deviceName } from './deviceName';

/** The devices on which the user is signed in, and how to sign out of those that are elsewhere. */
export function SignInsCard({ userId }: { userId: number }) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const signIns = useQuery(signInsQuery(userId));
  const end = useEnd(userId);
  const [asksForAll, setAsksForAll] = useState(false);
  const others = signIns.data?.filter((each) => !each.current) ?? [];
  const endOthers = () =>
    end.mutate(null, {
      onSuccess: () => toast(t('sign_ins.others_ended')),
      onSettled: () => setAsksForAll(false),
    });
  return (
    <Panel title={t('sign_ins.title')}>
      <Text c="dimmed" mb="xs">
        {t('sign_ins.text')}
      </Text>
      <QueryBoundary query={signIns} skeleton={<LinesSkeleton lines={2} height={48} />}>
        {(all) => (
          <ul className={classes.list}>
            {[...all.filter((each) => each.current), ...others].map((each) => (
              <SignInRow key={each.id} signIn={each} onEnd={end.mutate} isPending={end.isPending} />
            ))}
          </ul>
        )}
      </QueryBoundary>
      {others.length > 1 && (
        <Group mt="sm">
          <Button variant="default" onClick={() => setAsksForAll(true)}>
            {t('sign_ins.end_others')}
          </Button>
        </Group>
      )}
      <ConfirmModal
        opened={asksForAll}
        title={t('sign_ins.others_title')}
        confirm={t('sign_ins.end_others')}
        dismiss={core('action.cancel')}
        isPending={end.isPending}
        onConfirm={endOthers}
        onClose={() => setAsksForAll(false)}
      >
        {t('sign_ins.others_text')}
      </ConfirmModal>
    </Panel>
  );
}

interface RowProps {
  signIn: OpenSignIn;
  onEnd: (id: number, options: { onSuccess: () => void }) => void;
  isPending: boolean;
}

function SignInRow({ signIn, onEnd, isPending }: RowProps) {
  const { t } = useTranslation('users');
  const now = useNow();
  const { browser, system } = deviceName(signIn.agent);
  const device =
    browser && system ? t('sign_ins.on', { browser, system }) : (browser ?? system ?? t('sign_ins.unknown'));
  const used = signIn.current
    ? t('sign_ins.in_use')
    : t('sign_ins.used', { ago: relativeTime(signIn.last_seen_at, now) });
  const name = [device, signIn.address].filter(Boolean).join(', ');
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <span>{device}</span>
        <span className={classes.small}>{[signIn.address, used].filter(Boolean).join(' · ')}</span>
      </div>
      {signIn.current ? (
        <strong className={accountClasses.current}>{t('sign_ins.this_device')}</strong>
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          disabled={isPending}
          aria-label={t('sign_ins.end_label', { name })}
          onClick={() => onEnd(signIn.id, { onSuccess: () => toast(t('sign_ins.ended', { name })) })}
        >
          {t('sign_ins.end')}
        </Button>
      )}
    </li>
  );
}

/** Ends one sign-in by its id, or all others with null. */
function useEnd(userId: number) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number | null) =>
      id === null
        ? api.DELETE('/auth/sign-ins')
        : api.DELETE('/auth/sign-ins/{sign_in_id}', { params: { path: { sign_in_id: id } } }),
    // One that is gone already was ended elsewhere; the list shows so.
    onError: (error) => hasCode(error, 'not_found') || toastProblem(error, t),
    onSettled: () => client.invalidateQueries({ queryKey: signInsQuery(userId).queryKey }),
  });
}
