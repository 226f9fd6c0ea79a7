import type { Session } from '@/api/types';
import type { T } from '@/i18n';
import { dateTime } from '@/i18n/formatDates';
import type { Difference } from '@/ui/modals/VersionConflictModal';
import { bodyOf, draftOf, fieldOf, type SessionDraft } from '../model/draft';
import { zoneName } from '../parts/SessionTime';

/** The fields about which a person has to decide, with what both versions say. */
export function conflictDifferences(
  fields: readonly string[],
  mine: SessionDraft,
  theirs: Session,
  t: T<'sessions'>,
): Difference[] {
  return fields.map((field) => ({
    label: t(`field.${field}` as 'field.title'),
    mine: shown(field, mine, theirs, t),
    theirs: shown(field, draftOf(theirs), theirs, t),
  }));
}

function shown(field: string, draft: SessionDraft, { trainer, trainees }: Session, t: T<'sessions'>): string {
  const nameOf = (id: number | null) =>
    [trainer, ...trainees].find((person) => person.id === id)?.name ?? t('form.person', { id: id ?? 0 });
  switch (field) {
    case 'scheduled_date':
      return `${dateTime(bodyOf(draft).scheduled_date, draft.time_zone)} (${zoneName(draft.time_zone)})`;
    case 'trainer_id':
      return nameOf(draft.trainer_id);
    case 'trainee_ids':
      return draft.trainee_ids.map(nameOf).join(', ');
    default:
      return String(draft[fieldOf(field) as keyof SessionDraft]);
  }
}
