import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { renderWithProviders } from '@/test/renderWithProviders';
import { DateField } from './DateField';
import { DateRange, type Days } from './DateRange';
import { TimeField } from './TimeField';

/** A field in a form: every value that it has had, and the field itself. */
function fieldWith(initial: string, Field = DateField) {
  const values: string[] = [];
  function Form() {
    const [value, setValue] = useState(initial);
    const become = (next: string) => {
      values.push(next);
      setValue(next);
    };
    return <Field label="Day" value={value} onChange={become} />;
  }
  renderWithProviders(<Form />);
  return { values, input: screen.getByRole<HTMLInputElement>('textbox', { name: 'Day' }) };
}

test('a date is typed over another key by key, and none but the whole one is a date', async () => {
  const { values, input } = fieldWith('2026-11-30');
  expect(input.value).toBe('30/11/2026');
  await userEvent.clear(input);
  await userEvent.type(input, '15/3/2027');
  expect(values).toEqual(['', '1', '15', '15/', '15/3', '15/3/', '15/3/2', '15/3/20', '15/3/202', '2027-03-15']);
  expect(input.value).toBe('15/3/2027');
  await userEvent.tab();
  expect(input.value).toBe('15/03/2027');
});

test('what is no date stays as it is, with a message once the field is left', async () => {
  const { values, input } = fieldWith('');
  await userEvent.type(input, '03152027');
  expect(input.getAttribute('aria-invalid')).not.toBe('true');
  fireEvent.blur(input);
  expect([input.value, values.at(-1)]).toEqual(['03152027', '03152027']);
  expect(input.getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByText(/Enter a day, month and year/)).toBeTruthy();
});

test('a year of two digits is completed where everybody sees it', async () => {
  const { values, input } = fieldWith('');
  await userEvent.type(input, '4/3/31');
  expect(values).not.toContain('2031-03-04');
  fireEvent.blur(input);
  expect([input.value, values.at(-1)]).toEqual(['04/03/2031', '2031-03-04']);
});

test('the arrows step through the day, the month and the year', async () => {
  const { values, input } = fieldWith('2026-12-31');
  input.focus();
  input.setSelectionRange(0, 0);
  await userEvent.keyboard('{ArrowUp}');
  expect([input.value, input.selectionStart, input.selectionEnd]).toEqual(['01/01/2027', 0, 2]);
  input.setSelectionRange(8, 8);
  await userEvent.keyboard('{ArrowDown}');
  expect(values).toEqual(['2027-01-01', '2026-01-01']);
});

test('the calendar is worked with the keyboard, and the field has the focus again', async () => {
  const { values, input } = fieldWith('2026-12-31');
  input.focus();
  await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
  expect(screen.getByRole('dialog', { name: 'Choose a day' })).toBeTruthy();
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Thursday 31 December 2026');
  await userEvent.keyboard('{ArrowRight}{ArrowDown}{PageDown}{Home}{Enter}');
  expect(values).toEqual(['2027-02-08']);
  expect(document.activeElement).toBe(input);
  await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}{Escape}');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect([values.length, document.activeElement === input]).toEqual([1, true]);
});

test('a time is typed in short, or chosen from the half hours', async () => {
  const { values, input } = fieldWith('', TimeField);
  await userEvent.type(input, '930');
  fireEvent.blur(input);
  expect([input.value, values.at(-1)]).toEqual(['09:30', '09:30']);
  await userEvent.click(screen.getByRole('button', { name: 'Show times' }));
  await userEvent.keyboard('{ArrowDown}{Enter}');
  expect(values.at(-1)).toBe('10:00');
  expect(document.activeElement).toBe(input);
});

test('a period changes by whole days in order only', async () => {
  const told: Days[] = [];
  function Address() {
    const [days, setDays] = useState<Days>({ from: '2026-05-01', to: '2026-05-31' });
    const become = (next: Days) => {
      told.push(next);
      setDays(next);
    };
    return <DateRange {...days} labels={{ from: 'From', to: 'To' }} onChange={become} />;
  }
  renderWithProviders(<Address />);
  const from = screen.getByRole<HTMLInputElement>('textbox', { name: 'From' });
  await userEvent.clear(from);
  await userEvent.type(from, '01/12/2025');
  expect(told).toEqual([
    { from: undefined, to: '2026-05-31' },
    { from: '2025-12-01', to: '2026-05-31' },
  ]);
  await userEvent.clear(from);
  await userEvent.type(from, '01/12/2026');
  fireEvent.blur(from);
  expect(told.at(-1)).toEqual({ from: undefined, to: '2026-05-31' });
  expect(from.value).toBe('01/12/2026');
  expect(screen.getByText('This is before the first day.')).toBeTruthy();
});
