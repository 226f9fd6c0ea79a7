import { Button, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { api, ifMatch } from '@/api/client';
import type { Session } from '@/api/types';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { useKeepMounted } from '@/lib/useKeepMounted';
import { useNow } from '@/lib/useNow';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { toast, toastProblem } from '@/ui/feedback/toasts';
import { AppModal } from '@/ui/modals/AppModal';
import { ConfirmModal } from '@/ui/modals/ConfirmModal';
import { DialogFooter } from '@/ui/modals/DialogFooter';
import type { SessionModalName } from '../model/search';
import { useStatusChange } from '../model/useSessionChange';

const loadEdit = () => import('../form/EditSessionModal');
const loadCreate = () => import('../form/CreateSessionModal');
const loadMove = () => import('../move/MoveSessionModal');
const loadTrainees = () => import('../trainees/AddTraineeModal');
const loadAttendance = () => import('../attendance/AttendanceModal');
const loadTold = () => import('../told/WhoWasToldModal');
const EditSessionModal = lazyWithRetry(loadEdit);
const CreateSessionModal = lazyWithRetry(loadCreate);
const MoveSessionModal = lazyWithRetry(loadMove);
const AddTraineeModal = lazyWithRetry(loadTrainees);
const AttendanceModal = lazyWithRetry(loadAttendance);
const WhoWasToldModal = lazyWithRetry(loadTold);

interface SessionModalsProps {
  session: Session;
  /** The one that is open. */
  dialog: SessionModalName | undefined;
  onClose: () => void;
}

/** The modals of a session. */
export function SessionModals({ session, dialog, onClose }: SessionModalsProps) {
  const navigate = useNavigate();
  const isSettled = !usePermissions().editSession(session);
  const wasEditing = useKeepMounted(dialog === 'edit' && !isSettled);
  const wasRepeating = useKeepMounted(dialog === 'again');
  useEffect(() => {
    // They also open while the server is unreachable.
    void Promise.all([loadEdit(), loadCreate(), loadMove(), loadTrainees(), loadAttendance()]).catch(() => undefined);
  }, []);
  return (
    <>
      <Suspense>
        {wasEditing && !isSettled && (
          <EditSessionModal session={session} opened={dialog === 'edit'} onClose={onClose} />
        )}
        {wasRepeating && (
          <CreateSessionModal
            like={session}
            opened={dialog === 'again'}
            onClose={onClose}
            onCreated={({ id }) => void navigate({ to: '/sessions/$sessionId', params: { sessionId: String(id) } })}
          />
        )}
        {dialog === 'move' && !isSettled && <MoveSessionModal session={session} opened onClose={onClose} />}
        {dialog === 'trainees' && !isSettled && <AddTraineeModal session={session} opened onClose={onClose} />}
        {dialog === 'attendance' && <AttendanceModal session={session} opened onClose={onClose} />}
        {dialog === 'told' && <WhoWasToldModal session={session} opened onClose={onClose} />}
      </Suspense>
      <SettledModal session={session} opened={isSettled && CHANGING.has(dialog ?? '')} onClose={onClose} />
      <CompleteModal session={session} opened={dialog === 'complete'} onClose={onClose} />
      <CancelModal session={session} opened={dialog === 'cancel'} onClose={onClose} />
      <DeleteModal session={session} opened={dialog === 'delete'} onClose={onClose} />
    </>
  );
}

/** The modals that change what only admins may change of a completed session. */
const CHANGING = new Set<string>(['edit', 'move', 'trainees']);

const MAX_REASON = 200;

interface Props {
  session: Session;
  opened: boolean;
  onClose: () => void;
}

/** Why a session cannot be changed, for whoever follows a link to one of those modals. */
function SettledModal({ session, opened, onClose }: Props) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const may = usePermissions();
  const { reopen } = useStatusChange(session);
  const mayReopen = may.reopenSession(session, useNow());
  return (
    <AppModal opened={opened} onClose={onClose} title={t('settled.title', { title: session.title })}>
      <Stack>
        <Text>{t('settled.text')}</Text>
        {mayReopen && <Text>{t('settled.reopen')}</Text>}
        <DialogFooter>
          <Button variant="default" onClick={onClose} data-autofocus>
            {core('action.close')}
          </Button>
          {mayReopen && <Button onClick={reopen}>{t('action.reopen')}</Button>}
        </DialogFooter>
      </Stack>
    </AppModal>
  );
}

function CompleteModal({ session, opened, onClose }: Props) {
  const { t } = useTranslation('sessions');
  const { undoAnytime } = usePermissions();
  const { complete } = useStatusChange(session);
  const unmarked = session.trainee_count - session.attendance.length;
  return (
    <ConfirmModal
      opened={opened && session.status === 'scheduled'}
      title={t('complete.title', { title: session.title })}
      confirm={t('action.complete')}
      onConfirm={() => {
        onClose();
        complete();
      }}
      onClose={onClose}
    >
      {unmarked > 0 && <p>{t('complete.unmarked', { count: unmarked })}</p>}
      <p>{t(undoAnytime ? 'cancel.back_admin' : 'cancel.back')}</p>
    </ConfirmModal>
  );
}

function CancelModal({ session, opened, onClose }: Props) {
  const { t } = useTranslation('sessions');
  const { undoAnytime } = usePermissions();
  const { cancel } = useStatusChange(session);
  const [reason, setReason] = useState('');
  return (
    <ConfirmModal
      opened={opened && session.status === 'scheduled'}
      title={t('cancel.title', { title: session.title })}
      confirm={t('action.cancel')}
      dismiss={t('cancel.keep')}
      isDangerous
      onConfirm={() => {
        onClose();
        cancel(reason.trim());
      }}
      onClose={onClose}
    >
      <p>{t('cancel.text', { count: session.trainee_count, trainer: session.trainer.name })}</p>
      <Textarea
        label={t('cancel.reason')}
        description={t('cancel.reason_hint')}
        value={reason}
        maxLength={MAX_REASON}
        autosize
        minRows={2}
        my="md"
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <p>{t(undoAnytime ? 'cancel.back_admin' : 'cancel.back')}</p>
    </ConfirmModal>
  );
}

function DeleteModal({ session, opened, onClose }: Props) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const may = usePermissions();
  const now = useNow();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () =>
      api.DELETE('/sessions/{session_id}', {
        params: { path: { session_id: session.id } },
        headers: ifMatch(session.version),
      }),
    onSuccess: () => {
      toast(t('delete.done', { title: session.title }));
      void navigate({ to: '/sessions', replace: true });
    },
    onError: (error) => toastProblem(error, core),
  });
  return (
    <ConfirmModal
      opened={opened && may.deleteSession(session, now)}
      title={t('delete.title', { title: session.title })}
      confirm={core('action.delete')}
      isDangerous
      isPending={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>{t('delete.text', { count: session.trainee_count })}</p>
      {session.attendance.length > 0 && <p>{t('delete.marks', { count: session.attendance.length })}</p>}
      <p>{t('delete.instead')}</p>
    </ConfirmModal>
  );
}
