import { TextInput } from '@mantine/core';
import { IconSelector } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from '@/i18n';
import { viewerZone } from '@/i18n/formatDates';
import { serverNow } from '@/lib/serverClock';
import { ComboboxList, useCombobox } from '../Combobox';
import { useFieldTexts } from '../typed/fieldTexts';
import { currentName, searchZones, zoneAt, zonesAt } from './zoneList';

interface Props {
  label: string;
  /** The name of a zone, current or not; empty if none is chosen. */
  value: string;
  onChange: (zone: string) => void;
  /** What no zone means, such as “Automatic”; if omitted, one has to be chosen. */
  automatic?: string;
  /** The time whose UTC offsets are shown, in milliseconds since 1970; now, if omitted. */
  at?: number;
  error?: ReactNode;
  description?: ReactNode;
  disabled?: boolean;
  className?: string | undefined;
  onFocus?: unknown;
  onBlur?: unknown;
}

/** More are found by typing. */
const MAX_ZONES = 60;

/** Chooses a time zone by its city, country or offset. Each zone is there once, under its current name. */
export function ZoneField({ value, onChange, automatic, at = serverNow(), onFocus: _, onBlur: __, ...props }: Props) {
  const { language } = useTranslation();
  const texts = useFieldTexts().zone_field;
  const [typed, setTyped] = useState<string | null>(null);
  const [isOpen, setOpen] = useState(false);
  // Accurate to the month is enough for a hint; computing 400 zones on every keystroke would be too slow.
  const month = Date.parse(`${new Date(at).toISOString().slice(0, 7)}-15T12:00Z`);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names are in the language of the page
  const zones = useMemo(
    () => (isOpen ? zonesAt(month, [...(value ? [value] : []), viewerZone()]) : []),
    [isOpen, month, value, language],
  );
  const none = automatic === undefined ? [] : [{ value: '', label: automatic }];
  const found = searchZones(zones, typed ?? '');
  const close = () => {
    setOpen(false);
    setTyped(null);
  };
  const combo = useCombobox({
    options: [...(typed ? [] : none), ...found.slice(0, MAX_ZONES)],
    isOpen,
    setOpen,
    onChoose: (zone) => {
      // A former name of what is chosen anyway is no change.
      if (zone.value !== currentName(value)) onChange(zone.value);
      close();
    },
  });
  return (
    <ComboboxList combo={combo} label={props.label} nothing={texts.nothing}>
      <TextInput
        {...props}
        {...combo.field}
        value={typed ?? (value ? zoneAt(month, value).label : (automatic ?? ''))}
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
