import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Activity, createContext, type Ref, Suspense, use, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { expect, test } from 'vitest';

// What we rely on where Preact and React might differ; see docs/decisions/preact.md.

test('autoFocus focuses an element that appears later, once, and leaves its ref alone', () => {
  function Page() {
    const field = useRef<HTMLInputElement>(null);
    const [isOpen, setOpen] = useState(false);
    const [text, setText] = useState('');
    return (
      <>
        <button type="button" onClick={() => (isOpen ? setText(field.current?.name ?? '') : setOpen(true))}>
          {text || 'Open'}
        </button>
        {/* biome-ignore lint/a11y/noAutofocus: this is what is tested */}
        {isOpen && <input autoFocus ref={field} name="the field" />}
      </>
    );
  }
  render(<Page />);
  fireEvent.click(screen.getByRole('button'));
  expect(document.activeElement).toBe(screen.getByRole('textbox'));
  screen.getByRole('button').focus();
  fireEvent.click(screen.getByRole('button'));
  expect(screen.getByRole('button', { name: 'the field' })).toBe(document.activeElement);
});

test('a function component receives its ref as a property, and a context is its own provider', () => {
  const Words = createContext('none');
  const Line = ({ ref }: { ref: Ref<HTMLParagraphElement> }) => <p ref={ref}>{use(Words)}</p>;
  const seen: (HTMLElement | null)[] = [];
  render(
    <Words value="some">
      <Line ref={(element) => void seen.push(element)} />
    </Words>,
  );
  expect(seen[0]?.textContent).toBe('some');
});

test('a controlled field shows nothing but its value', async () => {
  const Kept = () => {
    const [digits, setDigits] = useState('1');
    return (
      <>
        <input value={digits} onChange={({ currentTarget: { value } }) => setDigits(value.replace(/\D/g, ''))} />
        <input type="checkbox" checked={digits === '12'} onChange={() => undefined} />
      </>
    );
  };
  render(<Kept />);
  const field = screen.getByRole<HTMLInputElement>('textbox');
  const box = screen.getByRole<HTMLInputElement>('checkbox');
  await userEvent.type(field, 'x2y');
  await waitFor(() => expect(field.value).toBe('12'));
  expect(box.checked).toBe(true);
  await userEvent.click(box);
  await waitFor(() => expect(box.checked).toBe(true));
});

test('what is hidden by an Activity is kept', () => {
  const page = (mode: 'visible' | 'hidden') => (
    <Activity mode={mode}>
      <input aria-label="Kept" />
    </Activity>
  );
  const { rerender } = render(page('visible'));
  fireEvent.input(screen.getByLabelText('Kept'), { target: { value: 'typed' } });
  rerender(page('hidden'));
  expect(screen.queryByRole('textbox')).toBeNull();
  rerender(page('visible'));
  expect(screen.getByRole<HTMLInputElement>('textbox').value).toBe('typed');
});

test('what is rendered into a portal belongs to its component', () => {
  const { unmount } = render(<div>{createPortal(<p>Elsewhere</p>, document.body)}</div>);
  expect(screen.getByText('Elsewhere').parentElement).toBe(document.body);
  unmount();
  expect(screen.queryByText('Elsewhere')).toBeNull();
});

test('what has been taken out of a part that waits is not drawn again when the part is there', async () => {
  const kept: (() => void)[] = [];
  const promise = () => Object.assign(new Promise<void>((resolve) => kept.push(resolve)), { status: 'pending' });
  const [first, second] = [promise(), promise()];
  let isThere = false;
  let drawn = 0;
  const First = () => {
    drawn += 1;
    throw isThere ? promise() : first;
  };
  const Second = () => {
    if (!isThere) throw second;
    return <p>There</p>;
  };
  let remove: (() => void) | undefined;
  const Part = () => {
    const [isWhole, setWhole] = useState(true);
    remove = () => setWhole(false);
    return (
      <>
        {isWhole && <First />}
        <Second />
      </>
    );
  };
  render(
    <Suspense fallback={<p>Not yet</p>}>
      <Part />
    </Suspense>,
  );
  await screen.findByText('Not yet');
  await act(async () => kept[0]?.());
  await act(async () => remove?.());
  isThere = true;
  const before = drawn;
  await act(async () => kept[1]?.());
  expect(await screen.findByText('There')).toBeTruthy();
  expect(drawn).toBe(before);
});

test('a component that waits for what is there only after a task does not stop the page', async () => {
  let isThere = false;
  setTimeout(() => {
    isThere = true;
  });
  const Waiting = () => {
    if (!isThere) throw Promise.resolve();
    return <p>There</p>;
  };
  render(
    <Suspense fallback={<p>Not yet</p>}>
      <Waiting />
    </Suspense>,
  );
  expect(await screen.findByText('There')).toBeTruthy();
});
