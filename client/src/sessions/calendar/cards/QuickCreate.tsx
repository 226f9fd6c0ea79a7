import { Button, TextInput } from '@mantine/core';
import { useFocusTrap } from '@mantine/hooks';
import { type FormEvent, type KeyboardEvent, useLayoutEffect, useState } from 'react';
import type { Session } from '@/api/types';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { timeRange, viewerZone } from '@/i18n/formatDates';
import { PersonSelect } from '@/people';
import { useSessionSave } from '@/sessions/form/useSessionSave';
import { bodyOf, newDraft, type Prefill } from '@/sessions/model/draft';
import { ConflictNotice } from '@/sessions/parts/ConflictNotice';
import { useConflicts } from '@/sessions/parts/useConflicts';
import { focusHeading } from '@/ui/layout/focus';
import { Floating } from './Floating';
import classes from './SessionCard.module.css';

interface Props {
  prefill: Prefill;
  title: string;
  onTitle: (title: string) => void;
  onCreated: (session: Session) => void;
  /** Opens the whole form with what was typed. */
  onMore: (prefill: Prefill) => void;
  /** The time was changed to one at which everybody is free. */
  onStart: (start: string) => void;
  onClose: () => void;
}

/** Plans a session where it was drawn: a title and Enter. Everything else has a default, or is in the form. */
export default function QuickCreate({ prefill, title, onTitle, onCreated, onMore, onStart, onClose }: Props) {
  const { t } = useTranslation('sessions');
  const { chooseTrainer } = usePermissions();
  const [trainer, setTrainer] = useState<number | null>(null);
  const [error, setError] = useState<string | null>(null);
  const content = useFocusTrap(true);
  useLayoutEffect(() => () => void setTimeout(focusHeading), []);
  const trainerId = prefill.trainer_id ?? trainer ?? undefined;
  const draft = { ...newDraft({ ...prefill, trainer_id: trainerId }), title };
  const found = useConflicts(draft, undefined);
  const saving = useSessionSave({
    onSaved: onCreated,
    onRefused: (_, { title: fault, ...others }) => {
      const isMore = !fault && Object.keys(others).length > 0;
      if (fault) setError(fault);
      // What is missing is asked for in the form.
      if (isMore) more();
      return Boolean(fault) || isMore;
    },
  });
  const conflicts = saving.conflicts ?? found?.conflicts ?? [];
  const more = () => onMore({ ...prefill, trainer_id: trainerId, title: title.trim() });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (title.trim() === '') return setError(t('form.need_title'));
    // The second time, it is despite the conflict.
    if (saving.conflicts) saving.saveAnyway();
    else saving.save({ kind: 'create', body: bodyOf(draft) });
  };
  const start = prefill.start ?? '';
  const end = Date.parse(start) + (prefill.duration_minutes ?? 60) * 60_000;
  return (
    <Floating
      anchor={() => document.querySelector('[data-ghost]')}
      role="dialog"
      aria-label={t('create.title')}
      onOutside={() => title.trim() === '' && onClose()}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.stopPropagation();
        onClose();
      }}
    >
      <form ref={content} className={classes.form} onSubmit={submit} noValidate>
        <TextInput
          data-autofocus
          label={t('form.title')}
          maxLength={100}
          value={title}
          error={error}
          onChange={({ currentTarget }) => {
            setError(null);
            onTitle(currentTarget.value);
          }}
        />
        <span className={classes.when}>{timeRange(start, end)}</span>
        {chooseTrainer && prefill.trainer_id === undefined && (
          <PersonSelect
            role="trainer"
            label={t('form.trainer')}
            placeholder={t('form.trainer_me')}
            clearable
            value={trainer}
            onChange={setTrainer}
          />
        )}
        <ConflictNotice
          conflicts={conflicts}
          nextFree={saving.nextFree ?? found?.next_free ?? null}
          zone={viewerZone()}
          onTake={(nextFree) => {
            saving.changeTheTime();
            onStart(nextFree);
          }}
        />
        <div className={classes.foot}>
          <Button variant="default" onClick={more}>
            {t('calendar.more_fields')}
          </Button>
          <Button type="submit" loading={saving.isPending}>
            {t(saving.conflicts ? 'calendar.create_anyway' : 'form.create')}
          </Button>
        </div>
      </form>
    </Floating>
  );
}
