import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { showOrganisation } from '@/i18n/organisation';
import { organisationQuery } from './organisationQuery';

/** Keeps what every page shows of the organisation current. Loaded after the shell, which shows what it remembers. */
export default function OrganisationFollower() {
  const { data } = useQuery(organisationQuery());
  useEffect(() => {
    if (data) showOrganisation({ ...data, clock: data.clock as 12 | 24 });
  }, [data]);
  return null;
}
