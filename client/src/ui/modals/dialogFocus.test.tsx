import { screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { renderWithProviders } from '@/test/renderWithProviders';
import { AppModal } from './AppModal';

let show: (isShown: boolean) => void;

function Page() {
  const [isShown, setShown] = useState(false);
  show = setShown;
  return (
    <>
      <button type="button">Opens it</button>
      {isShown && (
        <AppModal opened onClose={() => setShown(false)} title="Short-lived">
          <input aria-label="Name" />
        </AppModal>
      )}
    </>
  );
}

/** Lets the page be drawn, but no frame end: effects that wait for one have not run. */
async function drawn() {
  for (let i = 0; i < 50 && !screen.queryByLabelText('Name'); i++) await Promise.resolve();
  return screen.getByLabelText('Name');
}

test('a dialog that is closed within its first frame gives the focus back as well', async () => {
  renderWithProviders(<Page />);
  const button = screen.getByText('Opens it');
  button.focus();
  show(true);
  (await drawn()).focus();
  show(false);
  await waitFor(() => expect(screen.queryByLabelText('Name')).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(button));
});
