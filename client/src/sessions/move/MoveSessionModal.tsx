import { Button, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { timeRange } from '@/i18n/formatDates';
import { AppModal } from '@/ui/modals/AppModal';
import { DialogFooter } from '@/ui/modals/DialogFooter';
import { ScheduleFields } from '../form/ScheduleFields';
import { draftOf, instantOfDraft, minutesOf, type SessionDraft, startOf, validateDraft } from '../model/draft';
import { ConflictNotice } from '../parts/ConflictNotice';
import { useConflicts } from '../parts/useConflicts';
import MoveConfirmModals from './MoveConfirmModals';
import { useMove } from './useMove';

interface Props {
  session: Session;
  opened: boolean;
  onClose: () => void;
}

/** Changes a session's day, time, duration or time zone: an alternative to dragging, for keyboards and distant dates. */
export default function MoveSessionModal({ session, opened, onClose }: Props) {
  const { t } = useTranslation('sessions');
  return (
    <AppModal opened={opened} onClose={onClose} title={t('move.title', { title: session.title })} size="42rem" isTall>
      <MoveForm session={session} onClose={onClose} />
    </AppModal>
  );
}

function MoveForm({ session, onClose }: Omit<Props, 'opened'>) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  // What the form started from, with the version to send when saving.
  const [base] = useState(session);
  const moving = useMove(onClose);
  const form = useForm<SessionDraft>({
    initialValues: draftOf(base),
    validate: (draft) =>
      Object.fromEntries(Object.entries(validateDraft(draft)).map(([field, fault]) => [field, t(`form.${fault}`)])),
  });
  const { values } = form;
  const found = useConflicts(values, base.id);
  const hasConflicts = (found?.conflicts.length ?? 0) > 0;
  const submit = () => {
    const start = instantOfDraft(values)?.at;
    const minutes = minutesOf(values);
    if (start === undefined || minutes === null) return;
    moving.move({ session: base, start, minutes, zone: values.time_zone, anyway: hasConflicts });
  };
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack>
        <Text size="sm" c="dimmed">
          {t('move.now', { time: timeRange(base.scheduled_date, base.ends_at, base.time_zone) })}
        </Text>
        <ScheduleFields form={form} />
        <ConflictNotice
          conflicts={found?.conflicts ?? []}
          nextFree={found?.next_free ?? null}
          zone={values.time_zone}
          onTake={(nextFree) => form.setValues(startOf(Date.parse(nextFree), values.time_zone))}
        />
        <DialogFooter>
          <Button variant="default" onClick={onClose}>
            {core('action.cancel')}
          </Button>
          <Button type="submit" disabled={!form.isDirty()} loading={moving.isPending}>
            {t(hasConflicts ? 'move.submit_anyway' : 'move.submit')}
          </Button>
        </DialogFooter>
      </Stack>
      <MoveConfirmModals moving={moving} />
    </form>
  );
}
