import { Button, Select } from '@mantine/core';
import '@mantine/core/styles/ScrollArea.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import type { SessionStatus } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { PersonSelect } from '@/people';
import classes from './CalendarFilters.module.css';

const STATUSES: readonly SessionStatus[] = ['scheduled', 'completed', 'cancelled'];

interface Shown {
  status?: SessionStatus | undefined;
  trainer_id?: number | undefined;
  trainee_id?: number | undefined;
}

/** Filters by person and status. Trainers and trainees only see their own sessions anyway. */
export default function CalendarFilters({ shown, onChange }: { shown: Shown; onChange: (to: Shown) => void }) {
  const { t } = useTranslation('sessions');
  const { role } = useMe();
  const { status, trainer_id, trainee_id } = shown;
  const isFiltered = status !== undefined || trainer_id !== undefined || trainee_id !== undefined;
  return (
    <div className={classes.filters}>
      <Select
        label={t('calendar.status')}
        placeholder={t('calendar.any')}
        clearable
        clearButtonProps={{ 'aria-label': t('calendar.any') }}
        value={status ?? null}
        onChange={(chosen) => onChange({ status: (chosen as SessionStatus | null) ?? undefined })}
        data={STATUSES.map((value) => ({ value, label: t(`phase.${value}`) }))}
      />
      {role === 'admin' && (
        <PersonSelect
          role="trainer"
          label={t('calendar.trainer')}
          placeholder={t('calendar.anybody')}
          clearable
          value={trainer_id ?? null}
          onChange={(id) => onChange({ trainer_id: id ?? undefined })}
        />
      )}
      {role !== 'trainee' && (
        <PersonSelect
          role="trainee"
          label={t('calendar.trainee')}
          placeholder={t('calendar.anybody')}
          clearable
          value={trainee_id ?? null}
          onChange={(id) => onChange({ trainee_id: id ?? undefined })}
        />
      )}
      {isFiltered && (
        <Button
          variant="subtle"
          onClick={() => onChange({ status: undefined, trainer_id: undefined, trainee_id: undefined })}
        >
          {t('calendar.all')}
        </Button>
      )}
    </div>
  );
}
