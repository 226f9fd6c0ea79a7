import { useRef, useState } from 'react';
import { api, ifMatch, newKey } from '@/api/client';
import { hasCode, Unreachable } from '@/api/problem';
import type { Conflict, CustomField, NewSession, Session, SessionChanges } from '@/api/types';
import { type T, useTranslation } from '@/i18n';
import { fieldProblems } from '@/i18n/fieldProblems';
import { dateTime, zonePhrase } from '@/i18n/formatDates';
import { useChange } from '@/live/useChange';
import { formKey } from '@/ui/customFields/customValues';
import type { Difference } from '@/ui/modals/VersionConflictModal';
import { draftErrors, draftOf, fieldOf, instantOfDraft, type SessionDraft } from '../model/draft';

/** What to save: a new session, or changes to a version of a session. */
export type Saving = (
  | { kind: 'create'; body: NewSession }
  | { kind: 'change'; id: number; version: number; body: SessionChanges }
) & { allow?: boolean; discard?: boolean };

interface Question {
  saving: Saving;
  conflicts?: Conflict[];
  /** With conflicts: when everybody is free, if that is known. */
  nextFree?: string | null | undefined;
  /** The ids of trainees who would be removed although they have an attendance mark. */
  marked?: number[];
}

interface Options {
  onSaved: (session: Session) => void;
  /** Called with the messages for the fields that the error is about. Returns true if the user has been told. */
  onRefused: (error: Error, errors: Record<string, string>, saving: Saving) => boolean;
}

/** Saves a form. The user confirms what would be refused otherwise: `conflicts`, or that marks of `marked` are discarded. */
export function useSessionSave({ onSaved, onRefused }: Options) {
  const { t } = useTranslation('sessions');
  const [question, setQuestion] = useState<Question | null>(null);
  // If a response was lost, retrying with the same key does not create the session twice.
  const lost = useRef<{ what: string; key: string } | null>(null);
  // A conflict of a time that has been changed while it was being saved needs no decision any more.
  const current = useRef<Saving | null>(null);

  const save = useChange({
    of: 'sessions',
    send: (saving: Saving) => {
      const what = JSON.stringify(saving);
      if (lost.current?.what !== what) lost.current = { what, key: newKey() };
      const query = {
        ...(saving.allow && { allow_conflicts: true }),
        ...(saving.discard && { discard_attendance: true }),
      };
      const headers = { 'Idempotency-Key': lost.current.key };
      if (saving.kind === 'create') {
        return api.POST('/sessions/', { params: { query }, headers, body: saving.body });
      }
      return api.PUT('/sessions/{session_id}', {
        params: { path: { session_id: saving.id }, query },
        headers: { ...headers, ...ifMatch(saving.version) },
        body: saving.body,
      });
    },
    onDone: (session) => {
      lost.current = null;
      setQuestion(null);
      onSaved(session);
    },
    onRefused: (error, saving) => {
      if (!(error instanceof Unreachable)) lost.current = null;
      if (hasCode(error, 'schedule_conflict')) {
        if (saving === current.current)
          setQuestion({ saving, conflicts: error.problem.conflicts ?? [], nextFree: error.problem.next_free });
        return true;
      }
      if (hasCode(error, 'has_attendance') && saving.kind === 'change' && saving.body.trainee_ids) {
        setQuestion({ saving, marked: error.problem.trainee_ids ?? [] });
        return true;
      }
      setQuestion(null);
      return onRefused(error, faultsIn(error, t), saving);
    },
  });
  const send = (saving: Saving) => {
    current.current = saving;
    save.mutate(saving);
  };
  return {
    save: send,
    isPending: save.isPending,
    conflicts: question?.conflicts ?? null,
    nextFree: question?.nextFree ?? null,
    marked: question?.marked ?? null,
    saveAnyway: () =>
      question && send({ ...question.saving, ...(question.marked ? { discard: true } : { allow: true }) }),
    changeTheTime: () => {
      current.current = null;
      setQuestion(null);
    },
  };
}

function faultsIn(error: Error, t: ReturnType<typeof useTranslation<'sessions'>>['t']): Record<string, string> {
  if (hasCode(error, 'session_full')) {
    const { capacity = 0, trainee_count = 0 } = error.problem;
    return { capacity: t('form.full', { capacity, count: trainee_count }) };
  }
  return draftErrors(fieldProblems(error));
}

/** The fields that the user has to decide about, with both values. */
export function conflictDifferences(
  fields: readonly string[],
  mine: SessionDraft,
  theirs: Session,
  t: T<'sessions'>,
  own: readonly CustomField[],
): Difference[] {
  return fields.map((field) => ({
    label: own.find((each) => formKey(each) === field)?.label ?? t(`field.${field}` as 'field.title'),
    mine: shown(field, mine, theirs, t),
    theirs: shown(field, draftOf(theirs), theirs, t),
  }));
}

function whenOf(draft: SessionDraft): string {
  const start = instantOfDraft(draft);
  return start ? dateTime(start.at, draft.time_zone) : `${draft.date} ${draft.time}`;
}

function shown(field: string, draft: SessionDraft, { trainer, trainees }: Session, t: T<'sessions'>): string {
  const nameOf = (id: number | null) =>
    [trainer, ...trainees].find((person) => person.id === id)?.name ?? t('form.person', { id: id ?? 0 });
  switch (field) {
    case 'scheduled_date':
      return `${whenOf(draft)}, ${zonePhrase(draft.time_zone)}`;
    case 'trainer_id':
      return nameOf(draft.trainer_id);
    case 'trainee_ids':
      return draft.trainee_ids.map(nameOf).join(', ');
    default:
      return String(draft[fieldOf(field) as keyof SessionDraft] ?? '');
  }
}
