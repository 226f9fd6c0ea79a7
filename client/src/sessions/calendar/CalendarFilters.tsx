import { Button } from '@mantine/core';
import type { SessionStatus } from '@/api/types';
import { useTranslation } from '@/i18n';
import { NativeSelectField } from '@/ui/fields/NativeSelectField';
import { PeopleFilters } from '../parts/PeopleFilters';

const STATUSES: readonly SessionStatus[] = ['scheduled', 'completed', 'cancelled'];

interface Shown {
  status?: SessionStatus | undefined;
  trainer_id?: number | undefined;
  trainee_id?: number | undefined;
}

/** Filters by person and status. Trainers and trainees only see their own sessions anyway. */
export default function CalendarFilters({ shown, onChange }: { shown: Shown; onChange: (to: Shown) => void }) {
  const { t } = useTranslation('sessions');
  const { status, trainer_id, trainee_id } = shown;
  const isFiltered = status !== undefined || trainer_id !== undefined || trainee_id !== undefined;
  return (
    <>
      <NativeSelectField
        label={t('calendar.status')}
        value={status ?? ''}
        onChange={({ currentTarget }) => onChange({ status: (currentTarget.value || undefined) as SessionStatus })}
        data={[
          { value: '', label: t('calendar.any') },
          ...STATUSES.map((value) => ({ value, label: t(`phase.${value}`) })),
        ]}
      />
      <PeopleFilters of={shown} onChange={onChange} />
      {isFiltered && (
        <Button
          variant="subtle"
          onClick={() => onChange({ status: undefined, trainer_id: undefined, trainee_id: undefined })}
        >
          {t('calendar.all')}
        </Button>
      )}
    </>
  );
}
