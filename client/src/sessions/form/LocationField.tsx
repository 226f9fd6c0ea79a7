import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ChangeEvent, type KeyboardEvent, type ReactNode, useMemo, useState } from 'react';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { serverNow } from '@/lib/serverClock';
import type { Page } from '@/live/cacheRules';
import { ComboboxList, useCombobox } from '@/ui/fields/Combobox';
import { suggestLocations } from '../model/locations';

interface Props {
  value?: string;
  onChange: (value: string | ChangeEvent<HTMLInputElement>) => void;
  onFocus?: () => void;
  onBlur?: () => void;
  error?: ReactNode;
}

const MAX_LENGTH = 200;

/** Where people meet: any text. The locations of sessions that have been on the screen are suggested. */
export function LocationField({ value = '', onChange, onBlur, ...props }: Props) {
  const { t } = useTranslation('sessions');
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  // Only when the list opens: it does not have to follow what happens meanwhile.
  const sessions = useMemo(
    () =>
      isOpen
        ? client
            .getQueriesData<Page<Session>>({ queryKey: ['sessions', 'list'] })
            .flatMap(([, page]) => page?.items ?? [])
        : [],
    [client, isOpen],
  );
  const options = suggestLocations(sessions, value, serverNow()).map((label, i) => ({ value: String(i), label }));
  const combo = useCombobox({
    options,
    isOpen: isOpen && options.length > 0,
    setOpen,
    isFirstActive: false,
    onChoose: ({ label }) => {
      onChange(label);
      setOpen(false);
    },
  });
  const onKeyDown = (event: KeyboardEvent) => {
    // Without a suggestion chosen by an arrow, Enter saves the form as in any other field.
    if (event.key === 'Enter' && !combo.active) setOpen(false);
    else combo.field.onKeyDown(event);
  };
  return (
    <ComboboxList combo={combo} label={t('form.location')} nothing="">
      <TextInput
        {...props}
        {...combo.field}
        label={t('form.location')}
        placeholder={t('form.location_hint')}
        maxLength={MAX_LENGTH}
        value={value}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          onChange(event);
          // Keyboards of phones change the text without saying which key was pressed.
          combo.onPoint('');
          setOpen(true);
        }}
        onBlur={() => {
          setOpen(false);
          onBlur?.();
        }}
      />
    </ComboboxList>
  );
}
