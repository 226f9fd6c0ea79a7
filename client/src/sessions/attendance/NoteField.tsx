import { Button, Group, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from '@/i18n';
import classes from './AttendanceSheet.module.css';

const MAX_NOTE_LENGTH = 500;

interface NoteFieldProps {
  label: string;
  note: string;
  /** Called with null for an empty note. */
  onDone: (note: string | null) => void;
  onCancel: () => void;
}

/** A few words about why somebody is late or absent. */
export function NoteField({ label, note, onDone, onCancel }: NoteFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(note);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDone(text.trim() || null);
  };
  return (
    <form className={classes.note} data-own-escape onSubmit={submit}>
      <TextInput
        label={label}
        value={text}
        maxLength={MAX_NOTE_LENGTH}
        autoFocus
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onCancel();
        }}
      />
      <Group gap="xs" mt="xs">
        <Button type="submit" size="xs">
          {t('action.save')}
        </Button>
        <Button size="xs" variant="default" onClick={onCancel}>
          {t('action.cancel')}
        </Button>
      </Group>
    </form>
  );
}
