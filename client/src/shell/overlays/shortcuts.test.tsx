import { act, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { renderWithProviders } from '@/test/renderWithProviders';
import { AppModal } from '@/ui/modals/AppModal';
import { keyHandler } from './shortcuts';

const done: string[] = [];
let isLoading = false;
let arrive: () => void = () => undefined;

/** A page with the shortcut n, whose dialog takes its time to open. */
function Page() {
  const [isOpen, setOpen] = useState(false);
  const [title, setTitle] = useState('');
  arrive = () => setOpen(true);
  return (
    <>
      <button type="button">Behind</button>
      <AppModal opened={isOpen} onClose={() => setOpen(false)} title="Opening">
        <input
          data-autofocus
          aria-label="Title"
          value={title}
          onChange={({ currentTarget }) => setTitle(currentTarget.value)}
          onKeyDown={({ key }) => key === 'Enter' && done.push('chosen')}
        />
      </AppModal>
    </>
  );
}

const action = { id: 'new', label: { en: '', pt: '' }, icon: null as never, shortcut: 'n', opensDialog: true as const };

beforeEach(() => {
  done.length = 0;
  isLoading = false;
  const run = () => {
    done.push('new');
    isLoading = true;
  };
  const onKey = keyHandler(
    { menu: [{ to: '/sessions', letter: 's' } as never], actions: [{ ...action, run }] },
    (to) => done.push(to),
    (overlay) => done.push(overlay),
  );
  document.addEventListener('keydown', onKey);
  renderWithProviders(<Page />);
  return () => {
    document.removeEventListener('keydown', onKey);
    fireEvent.pointerDown(document.body);
  };
});

test.each(['n', '{Control>}k{/Control}'])('what is typed at once after %s lands in what opens', async (keys) => {
  screen.getByText('Behind').focus();
  await userEvent.keyboard(`${keys}Excel no nc?x{Backspace}`);
  expect(done).toEqual([keys === 'n' ? 'new' : 'palette']);
  act(arrive);
  const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Title' });
  await expect.poll(() => field.value).toBe('Excel no nc?');
  await userEvent.keyboard(' basics');
  expect(field.value).toBe('Excel no nc? basics');
  expect(done).toHaveLength(1);
});

test('Enter chooses in what opens', async () => {
  await userEvent.keyboard('{Control>}k{/Control}lin{Enter}');
  act(arrive);
  await expect.poll(() => done).toEqual(['palette', 'chosen']);
});

test('no shortcut fires while a dialog is open, wherever the focus is', async () => {
  act(arrive);
  const field = await screen.findByRole('textbox', { name: 'Title' });
  await expect.poll(() => document.activeElement).toBe(field);
  act(() => field.blur());
  for (const key of ['n', '?', 'g', 's']) fireEvent.keyDown(document.body, { key });
  fireEvent.keyDown(field, { key: 'k', ctrlKey: true });
  expect(done).toEqual([]);
});

test('Escape gives up waiting, and shortcuts work again', async () => {
  await userEvent.keyboard('nx{Escape}');
  expect(isLoading).toBe(true);
  await userEvent.keyboard('gs');
  expect(done).toEqual(['new', '/sessions']);
});

test('a Cyrillic keyboard has the shortcuts in the same places', () => {
  fireEvent.keyDown(document.body, { key: 'п', code: 'KeyG' });
  fireEvent.keyDown(document.body, { key: 'ы', code: 'KeyS' });
  fireEvent.keyDown(document.body, { key: 'л', code: 'KeyK', ctrlKey: true });
  expect(done).toEqual(['/sessions', 'palette']);
});
