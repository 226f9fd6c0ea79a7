import { useQuery } from '@tanstack/react-query';
import { useTranslation } from '@/i18n';
import { organisationQuery } from '@/shell/organisation/organisationQuery';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { PageHeader } from '@/ui/layout/PageHeader';
import { Panel } from '@/ui/layout/Panel';
import { LogoPanel } from './LogoPanel';
import classes from './OrganisationPage.module.css';
import { SettingsForm } from './SettingsForm';

/** The organisation's settings, for admins. */
export default function OrganisationPage() {
  const { t } = useTranslation('organisation');
  const organisation = useQuery(organisationQuery());
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <QueryBoundary query={organisation}>
        {(found) => (
          <div className={classes.page}>
            <Panel title={t('logo.title')}>
              <LogoPanel organisation={found} />
            </Panel>
            <SettingsForm organisation={found} />
          </div>
        )}
      </QueryBoundary>
    </>
  );
}
