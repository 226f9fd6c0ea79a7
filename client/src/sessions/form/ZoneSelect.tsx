import { foldAccents } from '@/lib/text';
import { TextInput } from '@mantine/core';
import { IconSelector } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from '@/i18n';
import { viewerZone } from '@/i18n/formatDates';
import { ComboboxList, useCombobox } from '@/ui/fields/Combobox';
import { zonesAt } from './zones';

interface Props {
  value: string;
  onChange: (zone: string) => void;
  /** At this time the distances from UTC are right. */
  at: number;
  error?: ReactNode;
  className?: string | undefined;
}

const MOST = 60;

const searchable = (zone: string) => foldAccents(zone.replaceAll('_', ' '));

/** A time zone by any part of its name. */
export function ZoneSelect({ value, onChange, at, error, className }: Props) {
  const { t } = useTranslation('sessions');
  const [typed, setTyped] = useState<string | null>(null);
  const [isOpen, setOpen] = useState(false);
  // A month is fine enough for a hint, and computing 400 zones at every key is not.
  const month = new Date(at).toISOString().slice(0, 7);
  const zones = useMemo(() => zonesAt(Date.parse(`${month}-15T12:00Z`), [value, viewerZone()]), [month, value]);
  const close = () => {
    setOpen(false);
    setTyped(null);
  };
  const combo = useCombobox({
    options: zones.filter(({ label }) => searchable(label).includes(searchable(typed ?? ''))).slice(0, MOST),
    isOpen,
    setOpen,
    onChoose: (zone) => {
      onChange(zone.value);
      close();
    },
  });
  return (
    <ComboboxList combo={combo} label={t('form.time_zone')} nothing={t('form.no_zone')}>
      <TextInput
        {...combo.field}
        className={className ?? ''}
        label={t('form.time_zone')}
        error={error}
        value={typed ?? zones.find((zone) => zone.value === value)?.label ?? value}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          setOpen(true);
        }}
        onFocus={({ currentTarget }) => currentTarget.select()}
        onBlur={close}
        rightSectionPointerEvents="none"
        rightSection={<IconSelector size={16} aria-hidden />}
      />
    </ComboboxList>
  );
}
