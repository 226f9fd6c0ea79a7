import { Button, Stack, Text } from '@mantine/core';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { timeRange } from '@/i18n/formatDates';
import { FormModal } from '@/ui/forms/FormModal';
import { FormNotices } from '@/ui/forms/FormNotices';
import { type EditForm, useEditForm } from '@/ui/forms/useEditForm';
import { DialogFooter } from '@/ui/modals/DialogFooter';
import { ScheduleFields } from '../form/ScheduleFields';
import {
  draftOf,
  fieldsOf,
  instantOfDraft,
  minutesOf,
  type SessionDraft,
  startOf,
  validateDraft,
} from '../model/draft';
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
    <FormModal opened={opened} onClose={onClose} title={t('move.title', { title: session.title })} size="42rem" isTall>
      {(close) => <MoveForm session={session} onClose={close} onMoved={onClose} />}
    </FormModal>
  );
}

interface FormProps {
  session: Session;
  onClose: () => void;
  onMoved: () => void;
}

/** What is moved: neither the title nor the people. */
function timeFields(draft: SessionDraft) {
  const { scheduled_date, duration_minutes, time_zone } = fieldsOf(draft);
  return { scheduled_date, duration_minutes, time_zone };
}

function MoveForm({ session, onClose, onMoved }: FormProps) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const moving = useMove((moved) => {
    edit.saved(moved);
    onMoved();
  });
  const edit: EditForm<SessionDraft, ReturnType<typeof timeFields>, Session> = useEditForm({
    name: `move.${session.id}`,
    item: session,
    toValues: draftOf,
    toFields: timeFields,
    validate: (draft) =>
      Object.fromEntries(Object.entries(validateDraft(draft)).map(([field, fault]) => [field, t(`form.${fault}`)])),
    save: ({ values, over }) => {
      const start = instantOfDraft(values)?.at;
      const minutes = minutesOf(values);
      if (start === undefined || minutes === null) return;
      moving.move({ session: over, start, minutes, zone: values.time_zone, anyway: hasConflicts });
    },
    isSaving: moving.isPending,
    isAsking: moving.conflict !== null || moving.overtaken !== null,
  });
  const { form, base } = edit;
  const { values } = form;
  const found = useConflicts(values, base.id);
  // Those of a time that was typed a moment ago say nothing of this one.
  const hasConflicts = Boolean(found?.isCurrent && found.conflicts.length > 0);
  return (
    <form onSubmit={edit.submit} noValidate>
      <FormNotices of={edit} />
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
          <Button type="submit" disabled={!edit.isTyped} loading={moving.isPending}>
            {t(hasConflicts ? 'move.submit_anyway' : 'move.submit')}
          </Button>
        </DialogFooter>
      </Stack>
      <MoveConfirmModals moving={moving} />
    </form>
  );
}
