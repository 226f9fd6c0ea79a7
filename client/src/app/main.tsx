import './mantine.css';
import './app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { authStore } from '@/auth/authStore';
import { startI18n } from '@/i18n';
import { reportMissingChunks } from '@/ui/chunks/chunkLoading';
import { retryWhenBack } from '@/ui/chunks/lazyWithRetry';
import { focusInvalidFields } from '@/ui/fields/focusInvalidFields';
import { followFocus } from '@/ui/modals/dialogFocus';
import { App } from './App';
import { shareNonce } from './nonce';

shareNonce();
authStore.start();
reportMissingChunks();
followFocus();
focusInvalidFields();
await Promise.all([retryWhenBack(startI18n, () => undefined), stylesLoaded()]);

/** A style that failed before anybody listened says nothing any more. */
const STYLES_MS = 3000;

/** The styles that the page requested early: rendering before they are there would make everything move. */
function stylesLoaded() {
  const loading = [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].filter(({ sheet }) => !sheet);
  const settled = (link: HTMLLinkElement) =>
    new Promise<unknown>((resolve) => {
      link.addEventListener('load', resolve);
      // The client itself asks again for what could not be loaded.
      link.addEventListener('error', resolve);
    });
  const inTime = new Promise<unknown>((resolve) => setTimeout(resolve, STYLES_MS));
  return Promise.race([Promise.all(loading.map(settled)), inTime]);
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
