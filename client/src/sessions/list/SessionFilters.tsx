import { Button } from '@mantine/core';
import { IconArrowsSort } from '@tabler/icons-react';
import type { SessionStatus } from '@/api/types';
import { useTranslation } from '@/i18n';
import { DateRange } from '@/ui/fields/DateRange';
import { NativeSelectField } from '@/ui/fields/NativeSelectField';
import { Segmented } from '@/ui/fields/Segmented';
import { FilterBar } from '@/ui/layout/FilterBar';
import type { SessionSearch } from '../model/search';
import { PeopleFilters } from '../parts/PeopleFilters';
import { filterCount, orderOf, timeScopeOf } from './listFilters';

interface Props {
  search: SessionSearch;
  /** Changes the URL and goes back to page 1. `replace`: without a history entry. */
  onChange: (changes: SessionSearch, replace?: boolean) => void;
}

const STATUSES: SessionStatus[] = ['scheduled', 'completed', 'cancelled'];
const WHENS = ['upcoming', 'past', 'all'] as const;

/** The list's filters: the common ones in one line, the others behind a button. */
export function SessionFilters({ search, onChange }: Props) {
  const { t } = useTranslation('sessions');
  const order = orderOf(search);
  const scope = timeScopeOf(search);
  return (
    <FilterBar
      label={t('filter.search')}
      q={search.q}
      onSearch={(q) => onChange({ q }, true)}
      count={filterCount(search)}
      more={() => <MoreFilters search={search} onChange={onChange} />}
    >
      <Segmented
        label={t('filter.when')}
        value={scope === 'days' ? null : scope}
        onChange={(when) =>
          onChange({ when: when === 'upcoming' ? undefined : when, from: undefined, to: undefined, order: undefined })
        }
        options={WHENS.map((value) => ({ value, label: t(`filter.${value}`) }))}
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
    </FilterBar>
  );
}

function MoreFilters({ search, onChange }: Props) {
  const { t } = useTranslation('sessions');
  return (
    <>
      <PeopleFilters of={search} onChange={onChange} />
      <DateRange
        labels={{ from: t('filter.from'), to: t('filter.to') }}
        from={search.from}
        to={search.to}
        onChange={onChange}
      />
    </>
  );
}
