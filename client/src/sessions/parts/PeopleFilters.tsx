import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { PersonSelect } from '@/people';

interface Filters {
  trainer_id?: number | undefined;
  trainee_id?: number | undefined;
}

/** Filters sessions by who leads them and who takes part, for whoever sees those of several people. */
export function PeopleFilters({ of, onChange }: { of: Filters; onChange: (change: Filters) => void }) {
  const { t } = useTranslation('sessions');
  const may = usePermissions();
  const select = { placeholder: t('filter.anybody'), clearable: true };
  return (
    <>
      {may.seeAllSessions && (
        <PersonSelect
          role="trainer"
          label={t('filter.trainer')}
          {...select}
          value={of.trainer_id ?? null}
          onChange={(id) => onChange({ trainer_id: id ?? undefined })}
        />
      )}
      {may.planSessions && (
        <PersonSelect
          role="trainee"
          label={t('filter.trainee')}
          {...select}
          value={of.trainee_id ?? null}
          onChange={(id) => onChange({ trainee_id: id ?? undefined })}
        />
      )}
    </>
  );
}
