import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useMe } from '@/auth/AuthContext';
import { authStore } from '@/auth/authStore';
import { forgetLanguageOfAccount, showLanguageOf, showLanguageOfOrganisation } from '@/i18n/accountLanguage';
import { renewTexts } from '@/i18n/i18nStore';
import { showOrganisation } from '@/i18n/organisation';
import { retryWhenBack } from '@/ui/chunks/lazyWithRetry';
import { organisationQuery } from './organisation/organisationQuery';

// The next user of this browser is not to read the last one's language.
authStore.subscribe(() => !authStore.get() && void retryWhenBack(forgetLanguageOfAccount));

/**
 * Keeps what every page shows of the organisation current, and the user's language and time zone. Loaded after the shell,
 * which shows what it remembers.
 */
export default function SettingsFollower() {
  const { data } = useQuery(organisationQuery());
  const { id, language, time_zone } = useMe();
  useEffect(() => {
    if (!data) return;
    showOrganisation({ ...data, clock: data.clock as 12 | 24 });
    void retryWhenBack(() => showLanguageOfOrganisation(data.language));
  }, [data]);
  useEffect(() => void retryWhenBack(() => showLanguageOf({ id, language })), [id, language]);
  const shownZone = useRef(time_zone);
  useEffect(() => {
    if (shownZone.current !== time_zone) renewTexts();
    shownZone.current = time_zone;
  }, [time_zone]);
  return null;
}
