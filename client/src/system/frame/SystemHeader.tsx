import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from '@/i18n';
import { PageHeader } from '@/ui/layout/PageHeader';
import classes from './System.module.css';

const PATHS = { mail: '/system', background: '/system/background' } as const;
type Area = keyof typeof PATHS;
const AREAS: readonly Area[] = ['mail', 'background'];

interface Props {
  area: Area;
  lead: ReactNode;
  /** Buttons, on the right. */
  children?: ReactNode;
}

/** The heading of a page about the system, with links to all of them: like a segmented control, which is for choices. */
export function SystemHeader({ area, lead, children }: Props) {
  const { t } = useTranslation('system');
  return (
    <>
      <PageHeader title={t(`${area}.title`)} lead={lead}>
        {children}
      </PageHeader>
      <nav className={classes.areas} aria-label={t('areas')}>
        {AREAS.map((each) => (
          <Link
            key={each}
            to={PATHS[each]}
            className={classes.area}
            activeOptions={{ exact: true, includeSearch: false }}
            preload="intent"
          >
            {t(`${each}.title`)}
          </Link>
        ))}
      </nav>
    </>
  );
}
