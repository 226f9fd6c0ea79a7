import { IconChevronRight } from '@tabler/icons-react';
import { Link, useMatches } from '@tanstack/react-router';
import { labelText, useTranslation } from '@/i18n';
import { useCurrentBreadcrumbTitle } from '@/ui/layout/breadcrumbTitle';
import classes from './Breadcrumbs.module.css';

/** The titles of the routes above this page, and then the page's own, if it has one. Empty on the home page. */
export function Breadcrumbs() {
  const { t } = useTranslation();
  const own = useCurrentBreadcrumbTitle();
  const crumbs = useMatches({
    select: (matches) =>
      matches.flatMap(({ pathname, staticData }) =>
        staticData.title ? [{ path: pathname, text: labelText(staticData.title) }] : [],
      ),
  });
  if (crumbs.length === 0) return null;
  return (
    <nav aria-label={t('nav.breadcrumbs')} className={classes.crumbs}>
      <ol>
        <li>
          <Link to="/">{t('nav.home')}</Link>
        </li>
        {crumbs.map(({ path, text }, i) => {
          const isLast = i === crumbs.length - 1 && own === null;
          return (
            <li key={path}>
              <IconChevronRight size={14} aria-hidden />
              {isLast ? <span aria-current="page">{text}</span> : <Link to={path}>{text}</Link>}
            </li>
          );
        })}
        {own !== null && (
          <li>
            <IconChevronRight size={14} aria-hidden />
            <span aria-current="page">{own}</span>
          </li>
        )}
      </ol>
    </nav>
  );
}
