import { IconCalendar } from '@tabler/icons-react';
import { DayPicker } from './DayPicker';
import { PickerField, type ValueFieldProps } from './PickerField';
import { DAY, showDay, today } from './typed/dateText';
import { useFieldTexts } from './typed/fieldTexts';

/** A day: 2026-05-04 as the value, 04/05/2026 on the screen, in the language of the app rather than the browser's. */
export function DateField(props: ValueFieldProps) {
  const texts = useFieldTexts();
  const { value, required } = props;
  return (
    <PickerField
      {...props}
      kind={DAY}
      icon={IconCalendar}
      format={texts.date_field.format}
      wrong={texts.date_field.wrong.replace('{{example}}', showDay(`${today().slice(0, 4)}-12-31`))}
      open={texts.date_field.open}
      choose={texts.date_field.choose}
      picker={({ onPick }) => <DayPicker value={value} isClearable={!required} onPick={onPick} />}
    />
  );
}
