import { Button, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { timeRange } from '@/i18n/formatDates';
import { FormModal, type Unsaved } from '@/ui/forms/FormModal';
import { forgetDraft } from '@/ui/forms/keptDraft';
import { readKept, useKeptValues } from '@/ui/forms/useKeptValues';
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
  const me = useMe();
  const name = `${me.id}.move.${session.id}`;
  const holds = useRef((): Unsaved => false);
  const [isAsking, setAsking] = useState(false);
  return (
    <FormModal
      opened={opened}
      onClose={onClose}
      holds={() => holds.current()}
      isCovered={isAsking}
      onDiscard={() => forgetDraft(name)}
      title={t('move.title', { title: session.title })}
      size="42rem"
      isTall
    >
      {(close) => (
        <MoveForm session={session} name={name} holds={holds} onAsking={setAsking} onClose={close} onMoved={onClose} />
      )}
    </FormModal>
  );
}

interface FormProps {
  session: Session;
  /** Under which the draft is kept. */
  name: string;
  /** Receives a function that says whether something was typed. */
  holds: RefObject<() => Unsaved>;
  /** Called with whether another modal covers the form. */
  onAsking: (isAsking: boolean) => void;
  onClose: () => void;
  onMoved: () => void;
}

function MoveForm({ session, name, holds, onAsking, onClose, onMoved }: FormProps) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  // What the form started from, with the version to send when saving.
  const [base] = useState(() => readKept<SessionDraft, Session>(name)?.base ?? session);
  const moving = useMove(() => {
    kept.forget();
    onMoved();
  });
  const form = useForm<SessionDraft>({
    initialValues: draftOf(base),
    validate: (draft) =>
      Object.fromEntries(Object.entries(validateDraft(draft)).map(([field, fault]) => [field, t(`form.${fault}`)])),
  });
  const kept = useKeptValues(name, form, base);
  const isAsking = moving.conflict !== null || moving.overtaken !== null;
  useEffect(() => {
    holds.current = () => (moving.isPending ? 'saving' : kept.holds());
  });
  useEffect(() => onAsking(isAsking), [onAsking, isAsking]);
  const { values } = form;
  const found = useConflicts(values, base.id);
  // Those of a time that was typed a moment ago say nothing of this one.
  const hasConflicts = Boolean(found?.isCurrent && found.conflicts.length > 0);
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
          <Button type="submit" disabled={!kept.isTyped} loading={moving.isPending}>
            {t(hasConflicts ? 'move.submit_anyway' : 'move.submit')}
          </Button>
        </DialogFooter>
      </Stack>
      <MoveConfirmModals moving={moving} />
    </form>
  );
}
