import { Select } from '@mantine/core';
import '@mantine/core/styles/ScrollArea.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from '@/i18n';
import { viewerZone } from '@/i18n/format';
import { zonesAt } from './zones';

interface Props {
  value: string;
  onChange: (zone: string) => void;
  /** At this time the distances from UTC are right. */
  at: number;
  error?: ReactNode;
}

/** A time zone by any part of its name. */
export function ZoneSelect({ value, onChange, at, error }: Props) {
  const { t } = useTranslation('sessions');
  // A month is fine enough for a hint, and computing 400 zones at every key is not.
  const month = new Date(at).toISOString().slice(0, 7);
  const zones = useMemo(() => zonesAt(Date.parse(`${month}-15T12:00Z`), [value, viewerZone()]), [month, value]);
  return (
    <Select
      label={t('form.time_zone')}
      searchable
      allowDeselect={false}
      limit={60}
      value={value}
      data={zones}
      error={error}
      onChange={(zone) => zone && onChange(zone)}
      onFocus={({ currentTarget }) => currentTarget.select()}
      nothingFoundMessage={t('form.no_zone')}
    />
  );
}
