import { afterEach, expect, test, vi } from 'vitest';
import { forgetLanguageOfAccount, showLanguageOf, showLanguageOfOrganisation } from './accountLanguage';
import { i18n, setLanguage } from './i18nStore';

afterEach(() => {
  vi.restoreAllMocks();
  return setLanguage('en');
});

const ANA = { id: 1, language: 'pt' } as const;
const RUI = { id: 2, language: null };

test('without a choice, the language is the browser’s, or the organisation’s if the browser’s is not one of ours', async () => {
  await showLanguageOfOrganisation('pt');
  expect(i18n.language).toBe('en');
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['fr-FR', 'fr']);
  await showLanguageOfOrganisation('pt');
  expect(i18n.language).toBe('pt');
  await showLanguageOf(RUI);
  expect(i18n.language).toBe('pt');
});

test('a choice made on the device stays for those whose account has no language', async () => {
  await setLanguage('en');
  await showLanguageOfOrganisation('pt');
  await showLanguageOf(RUI);
  expect(i18n.language).toBe('en');
});

test('an account’s language applies from the sign-in on, until something else is chosen or nobody is signed in', async () => {
  await setLanguage('en');
  await showLanguageOf(ANA);
  expect(i18n.language).toBe('pt');
  await setLanguage('en');
  // After a reload, and whenever the user is read again.
  await showLanguageOf(ANA);
  expect(i18n.language).toBe('en');
  await forgetLanguageOfAccount();
  await showLanguageOf(ANA);
  expect(i18n.language).toBe('pt');
  await showLanguageOf({ ...ANA, language: 'en' });
  expect(i18n.language).toBe('en');
  await showLanguageOf(ANA);
  await forgetLanguageOfAccount();
  expect(i18n.language).toBe('en');
});
