import { Button, TextInput } from '@mantine/core';
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ApiProblem } from '@/api/problem';
import type { User } from '@/api/types';
import { AuthProvider } from '@/auth/AuthContext';
import { authStore } from '@/auth/authStore';
import { renderWithProviders } from '@/test/renderWithProviders';
import { VersionConflictModal } from '../modals/VersionConflictModal';
import { FormNotices } from './FormNotices';
import { type Attempt, type EditForm, useEditForm } from './useEditForm';

interface Room {
  version: number;
  name: string;
  floor: string;
  /** Not in the form. */
  bookings: number;
}

interface Draft {
  name: string;
  floor: string;
  pin: string;
}

type Fields = Omit<Draft, 'pin'>;

const ROOM: Room = { version: 1, name: 'Aula', floor: '1', bookings: 0 };

beforeEach(() => {
  const user = { id: 7, version: 1, name: 'Ana Lima' } as User;
  act(() => authStore.set({ token: 't', expiresAt: Date.now() + 60_000, user }));
});

afterEach(() => {
  cleanup();
  authStore.clear('signed_out');
});

let edit: EditForm<Draft, Fields, Room | null>;

function Form({ item, sent }: { item: Room | null; sent: Attempt<Draft, Fields, Room | null>[] }) {
  edit = useEditForm<Draft, Fields, Room | null>({
    name: item ? 'room.1' : 'room.new',
    item,
    toValues: (from) => ({ name: from?.name ?? '', floor: from?.floor ?? '', pin: '' }),
    toFields: ({ pin: _, ...fields }) => fields,
    secrets: ['pin'],
    save: (attempt) => sent.push(attempt),
    isSaving: false,
    compare: (names, mine, theirs) =>
      names.map((name) => ({ label: name, mine: mine[name], theirs: theirs?.[name] ?? '' })),
  });
  return (
    <form onSubmit={edit.submit}>
      <FormNotices of={edit} />
      <TextInput label="Name" {...edit.form.getInputProps('name')} />
      <TextInput label="Floor" {...edit.form.getInputProps('floor')} />
      <TextInput label="PIN" {...edit.form.getInputProps('pin')} />
      <Button type="submit">Save</Button>
      <VersionConflictModal {...edit.conflict} />
    </form>
  );
}

/** Shows the form; `arrives` is what an event makes of the room. */
function show(item: Room | null = ROOM) {
  const sent: Attempt<Draft, Fields, Room | null>[] = [];
  const ui = (room: Room | null) => (
    <AuthProvider>
      <Form item={room} sent={sent} />
    </AuthProvider>
  );
  const { rerenderWithProviders, unmount } = renderWithProviders(ui(item));
  return { sent, unmount, arrives: (room: Room) => rerenderWithProviders(ui(room)) };
}

const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const type = (name: string, text: string) =>
  fireEvent.input(field(name), { target: { value: field(name).value + text } });
const press = (name: string) => fireEvent.click(screen.getByText(name));
const save = () => press('Save');
const overtakenBy = (current: Room) =>
  new ApiProblem({ code: 'stale_version', status: 412, detail: '', current } as never, new Headers());

test('only what was changed is saved, over the version that the form started from', () => {
  const { sent } = show();
  type('Name', ' Magna ');
  save();
  expect(sent).toMatchObject([{ changes: { name: 'Aula Magna ' }, over: ROOM }]);
  expect(Object.keys(sent[0]?.changes ?? {})).toEqual(['name']);
});

test('what arrives is shown while nothing is typed', () => {
  const { arrives } = show();
  arrives({ ...ROOM, version: 2, floor: '2' });
  expect(field('Floor').value).toBe('2');
  expect(edit.base?.version).toBe(2);
  expect(screen.queryByRole('status')).toBeNull();
});

test('what arrives does not overwrite what is typed, and the user may look at it', () => {
  const { arrives } = show();
  type('Name', ' Magna');
  arrives({ ...ROOM, version: 2, floor: '2' });
  expect([field('Name').value, field('Floor').value]).toEqual(['Aula Magna', '1']);
  press('Show the new version');
  expect([field('Name').value, field('Floor').value]).toEqual(['Aula', '2']);
});

test('a change of something that the form does not show is no news', () => {
  const { arrives, sent } = show();
  type('Name', ' Magna');
  arrives({ ...ROOM, version: 2, bookings: 5 });
  expect(screen.queryByRole('status')).toBeNull();
  save();
  expect(sent[0]?.over?.version).toBe(2);
});

test('changes of different fields are merged', () => {
  const { sent } = show();
  type('Name', ' Magna');
  save();
  const theirs = { ...ROOM, version: 2, floor: '2' };
  act(() => void edit.refused(overtakenBy(theirs), {}));
  expect(sent[1]).toMatchObject({ changes: { name: 'Aula Magna' }, over: theirs });
});

test.each([
  ['Keep mine', 'Aula Magna', 2],
  ['Use theirs', 'Aula Nova', 1],
])('of a field that both changed, the user decides: %s', (choice, name, requests) => {
  const { sent } = show();
  type('Name', ' Magna');
  save();
  const theirs = { ...ROOM, version: 2, name: 'Aula Nova' };
  act(() => void edit.refused(overtakenBy(theirs), {}));
  expect(sent).toHaveLength(1);
  press(choice);
  expect(field('Name').value).toBe(name);
  expect(sent).toHaveLength(requests);
  if (requests === 2) expect(sent[1]).toMatchObject({ changes: { name }, over: theirs });
});

test('messages stand at their fields', () => {
  show();
  let isShown = false;
  act(() => {
    isShown = edit.refused(new Error('422'), { floor: 'There is no such floor.' });
  });
  expect(isShown).toBe(true);
  expect(screen.getByText('There is no such floor.')).toBeTruthy();
  expect(field('Floor').getAttribute('aria-invalid')).toBe('true');
});

test('what is typed survives a reload, but no secret does', () => {
  const first = show();
  type('Name', ' Magna');
  type('PIN', '1234');
  expect(JSON.stringify({ ...sessionStorage })).not.toContain('1234');
  first.unmount();
  const second = show({ ...ROOM, version: 2, floor: '2' });
  expect([field('Name').value, field('PIN').value]).toEqual(['Aula Magna', '']);
  // It is compared with what it started from.
  save();
  expect(second.sent[0]?.over?.version).toBe(1);
  press('Start over');
  expect([field('Name').value, field('Floor').value]).toEqual(['Aula', '2']);
  second.unmount();
  show();
  expect(field('Name').value).toBe('Aula');
});

test('what is typed while it is saved is not overwritten', () => {
  const { arrives } = show();
  type('Name', ' Magna');
  save();
  type('Floor', '0');
  const saved = { ...ROOM, version: 2, name: 'Aula Magna' };
  act(() => edit.saved(saved));
  arrives(saved);
  expect([field('Name').value, field('Floor').value]).toEqual(['Aula Magna', '10']);
  expect([edit.isTyped, edit.base?.version]).toEqual([true, 2]);
});

test('of something new, everything is saved, and its draft is forgotten then', () => {
  const { sent, unmount } = show(null);
  type('Name', 'Aula');
  save();
  expect(sent).toMatchObject([{ changes: { name: 'Aula', floor: '' }, over: null }]);
  act(() => edit.saved(null));
  unmount();
  show(null);
  expect(field('Name').value).toBe('');
});
