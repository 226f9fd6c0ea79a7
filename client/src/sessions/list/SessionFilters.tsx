import { Button } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconArrowsSort } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { SessionStatus } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { PersonSelect } from '@/people';
import { DateRange } from '@/ui/fields/DateRange';
import { NativeSelectField } from '@/ui/fields/NativeSelectField';
import { SearchField } from '@/ui/fields/SearchField';
import type { SessionSearch } from '../model/search';
import { filterCount, orderOf, type TimeScope, timeScopeOf } from './listFilters';
import classes from './SessionFilters.module.css';

interface Props {
  search: SessionSearch;
  /** Changes the URL and goes back to page 1. `replace`: without a history entry. */
  onChange: (changes: SessionSearch, replace?: boolean) => void;
}

const STATUSES: SessionStatus[] = ['scheduled', 'completed', 'cancelled'];

/** The list's filters: the common ones in one line, the others behind a button. */
export function SessionFilters({ search, onChange }: Props) {
  const { t } = useTranslation('sessions');
  const id = useId();
  const count = filterCount(search);
  const [isOpen, setOpen] = useState(count > 0);
  const order = orderOf(search);
  return (
    <search className={classes.filters}>
      <div className={classes.line}>
        <SearchField
          className={classes.search}
          label={t('filter.search')}
          value={search.q}
          onChange={(q) => onChange({ q }, true)}
        />
        <TimeScopeTabs
          now={timeScopeOf(search)}
          onChange={(when) => onChange({ when, from: undefined, to: undefined, order: undefined })}
        />
        <NativeSelectField
          aria-label={t('filter.status')}
          value={search.status ?? ''}
          onChange={({ currentTarget }) => onChange({ status: (currentTarget.value || undefined) as SessionStatus })}
          data={[
            { value: '', label: t('filter.any_status') },
            ...STATUSES.map((status) => ({ value: status, label: t(`phase.${status}`) })),
          ]}
        />
        <Button
          variant="default"
          leftSection={<IconArrowsSort size={16} aria-hidden />}
          onClick={() => onChange({ order: order === 'scheduled_date' ? '-scheduled_date' : 'scheduled_date' })}
        >
          {t(order === 'scheduled_date' ? 'filter.soonest' : 'filter.newest')}
        </Button>
        <Button
          variant="default"
          aria-expanded={isOpen}
          aria-controls={id}
          leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
          onClick={() => setOpen(!isOpen)}
        >
          {count > 0 ? t('filter.more_set', { count }) : t('filter.more')}
        </Button>
      </div>
      <div id={id} className={classes.more} hidden={!isOpen}>
        {isOpen && <MoreFilters search={search} onChange={onChange} />}
      </div>
    </search>
  );
}

function MoreFilters({ search, onChange }: Props) {
  const { t } = useTranslation('sessions');
  const { role } = useMe();
  return (
    <>
      {role === 'admin' && (
        <PersonSelect
          role="trainer"
          clearable
          label={t('form.trainer')}
          placeholder={t('filter.anybody')}
          value={search.trainer_id ?? null}
          onChange={(id) => onChange({ trainer_id: id ?? undefined })}
        />
      )}
      {role !== 'trainee' && (
        <PersonSelect
          role="trainee"
          clearable
          label={t('filter.trainee')}
          placeholder={t('filter.anybody')}
          value={search.trainee_id ?? null}
          onChange={(id) => onChange({ trainee_id: id ?? undefined })}
        />
      )}
      <DateRange
        labels={{ from: t('filter.from'), to: t('filter.to') }}
        from={search.from}
        to={search.to}
        onChange={onChange}
      />
    </>
  );
}

const WHENS = ['upcoming', 'past', 'all'] as const;

function TimeScopeTabs({ now, onChange }: { now: TimeScope; onChange: (when: 'past' | 'all' | undefined) => void }) {
  const { t } = useTranslation('sessions');
  return (
    // biome-ignore lint/a11y/useSemanticElements: not every browser lays out a fieldset as a flex box
    <div role="group" aria-label={t('filter.when')} className={classes.whens}>
      {WHENS.map((when) => (
        <button
          key={when}
          type="button"
          className={classes.when}
          aria-pressed={when === now}
          onClick={() => onChange(when === 'upcoming' ? undefined : when)}
        >
          {t(`filter.${when}`)}
        </button>
      ))}
    </div>
  );
}
