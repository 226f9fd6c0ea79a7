import './app/mantine.css';
import './app/app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { shareNonce } from './app/nonce';
import { authStore } from './auth/authStore';
import { startI18n } from './i18n';
import { reportMissingChunks } from './ui/chunks/chunkLoading';
import { retryWhenBack } from './ui/chunks/lazyWithRetry';
import { focusInvalidFields } from './ui/fields/focusInvalidFields';
import { followFocus } from './ui/modals/dialogFocus';

shareNonce();
authStore.start();
reportMissingChunks();
followFocus();
focusInvalidFields();
await retryWhenBack(startI18n, () => undefined);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
