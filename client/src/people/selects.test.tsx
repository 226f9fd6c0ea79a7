import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { User } from '@/api/types';
import { loadStrings } from '@/i18n';
import { renderWithProviders } from '@/test/renderWithProviders';
import { PeopleSelect } from './PeopleSelect';
import { PersonSelect } from './PersonSelect';

const user = (id: number, name: string) => ({ id, name, username: `user.${id}`, status: 'active' }) as User;
const PEOPLE = [user(1, 'Ana Costa'), user(2, 'Bruno Dias'), user(3, 'Carla Reis'), user(4, 'Zita Alves')];

const submitted = vi.fn();

beforeAll(() => loadStrings('people'));
beforeEach(() => {
  submitted.mockClear();
  vi.stubGlobal('fetch', async ({ url }: Request) => {
    const one = /users\/(\d+)$/.exec(url)?.[1];
    if (one) return Response.json(PEOPLE.find(({ id }) => id === Number(one)));
    const q = new URL(url).searchParams.get('q')?.toLowerCase() ?? '';
    return Response.json(PEOPLE.filter(({ name }) => name.toLowerCase().includes(q)));
  });
});

function draw(initial: number | null = null) {
  function Form() {
    const [trainer, setTrainer] = useState(initial);
    const [trainees, setTrainees] = useState<readonly number[]>([]);
    const onSubmit = (event: React.FormEvent) => {
      event.preventDefault();
      submitted({ trainer, trainees });
    };
    return (
      <form onSubmit={onSubmit}>
        <PersonSelect role="trainer" label="Trainer" clearable value={trainer} onChange={setTrainer} />
        <PeopleSelect
          role="trainee"
          label="Trainees"
          value={trainees}
          onChange={setTrainees}
          preferred={[user(4, 'Zita Alves')]}
        />
        <button type="submit">Create</button>
      </form>
    );
  }
  renderWithProviders(<Form />);
}

const field = (name: string) => screen.getByRole<HTMLInputElement>('combobox', { name });
const create = () => userEvent.click(screen.getByRole('button', { name: 'Create' }));

test('a trainer who was typed and not chosen is neither forgotten nor saved as somebody else', async () => {
  draw();
  await userEvent.type(field('Trainer'), 'Nobody');
  await userEvent.click(screen.getByRole('button', { name: 'Create' }));
  expect(submitted).not.toHaveBeenCalled();
  expect(field('Trainer').value).toBe('Nobody');
  expect(screen.getByText('Choose someone from the list, or clear this field.')).toBeTruthy();
  await userEvent.clear(field('Trainer'));
  await create();
  expect(submitted).toHaveBeenCalledWith({ trainer: null, trainees: [] });
});

test('Tab and Enter after a choice do not undo it, and emptying the field does', async () => {
  draw();
  await userEvent.type(field('Trainer'), 'bruno');
  await screen.findByRole('option', { name: /Bruno Dias/ });
  await userEvent.keyboard('{Enter}');
  await waitFor(() => expect(field('Trainer').value).toBe('Bruno Dias'));
  await userEvent.tab();
  expect(document.activeElement).toBe(field('Trainees'));
  await create();
  expect(submitted).toHaveBeenLastCalledWith({ trainer: 2, trainees: [] });
  await userEvent.clear(field('Trainer'));
  fireEvent.blur(field('Trainer'));
  await create();
  expect(submitted).toHaveBeenLastCalledWith({ trainer: null, trainees: [] });
});

test('a list that was opened by a click closes with the choice, and Enter adds no stranger', async () => {
  draw();
  await userEvent.click(field('Trainees'));
  await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(4));
  expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual([
    'Zita Alvesuser.4',
    'Ana Costauser.1',
    'Bruno Diasuser.2',
    'Carla Reisuser.3',
  ]);
  await userEvent.keyboard('{Enter}');
  expect(screen.queryByRole('button', { name: /Remove/ })).toBeNull();
  await userEvent.click(screen.getByRole('option', { name: /Carla Reis/ }));
  expect(screen.queryByRole('option')).toBeNull();
  await userEvent.click(field('Trainees'));
  await userEvent.keyboard('{ArrowDown}{Enter}');
  expect(screen.getAllByRole('button', { name: /Remove/ }).map((each) => each.getAttribute('aria-label'))).toEqual([
    'Remove Carla Reis',
    'Remove Zita Alves',
  ]);
});
