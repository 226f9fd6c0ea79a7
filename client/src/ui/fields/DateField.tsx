import { IconCalendar } from '@tabler/icons-react';
import { useTranslation } from '@/i18n';
import { DayPicker } from './DayPicker';
import { DAY, showDay, today } from './dateText';
import { PickerField, type ValueFieldProps } from './PickerField';

/** A day: 2026-05-04 as the value, 04/05/2026 on the screen, in the language of the app rather than the browser's. */
export function DateField(props: ValueFieldProps) {
  const { t } = useTranslation();
  const { value, required } = props;
  return (
    <PickerField
      {...props}
      kind={DAY}
      icon={IconCalendar}
      format={t('date_field.format')}
      wrong={t('date_field.wrong', { example: showDay(`${today().slice(0, 4)}-12-31`) })}
      open={t('date_field.open')}
      choose={t('date_field.choose')}
      picker={({ onPick }) => <DayPicker value={value} isClearable={!required} onPick={onPick} />}
    />
  );
}
