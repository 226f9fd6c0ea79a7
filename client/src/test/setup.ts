import { cleanup } from '@testing-library/react';
import { afterEach, beforeAll } from 'vitest';
import * as features from '@/app/features';
import { registerFeatures } from '@/feature/registry';
import { startI18n } from '@/i18n';

// What browsers have and jsdom lacks.
Object.assign(window, {
  matchMedia: (query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
  }),
  ResizeObserver: class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
});
Element.prototype.scrollIntoView = () => undefined;

registerFeatures(Object.values(features));

beforeAll(() => startI18n('en'));
afterEach(() => {
  cleanup();
  localStorage.clear();
});
