import { UnstyledButton } from '@mantine/core';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMe } from '@/auth/AuthContext';
import { featuresFor, type MenuEntry } from '@/feature/registry';
import { labelText, useTranslation } from '@/i18n';
import { useOrganisation } from '@/i18n/organisation';
import { browserStorage } from '@/lib/storage';
import { Tooltip } from '@/ui/layout/Tooltip';
import { initialsOf } from './PersonButton';
import classes from './Sidebar.module.css';

interface Props {
  /** Icons only. */
  isCollapsed: boolean;
  /** Omitted if it cannot be collapsed. */
  onCollapse?: () => void;
}

/** The main menu for the user's role. */
export function Sidebar({ isCollapsed, onCollapse }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const { menu } = featuresFor(me);
  const { name, logo_url: logo } = useOrganisation();
  // What index.html paints the next time, before the client has loaded.
  const shell = JSON.stringify({
    user: me.id,
    name: name || t('short_name'),
    logo,
    initials: initialsOf(me.first_name, me.last_name),
    menu: menu.map(({ to, label }) => [to, labelText(label)]),
  });
  useEffect(() => browserStorage.set('tms.shell', shell), [shell]);
  const Icon = isCollapsed ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const toggle = t(isCollapsed ? 'nav.expand' : 'nav.collapse');
  return (
    <nav aria-label={t('nav.label')} className={classes.menu} data-collapsed={isCollapsed || undefined}>
      <ul>
        {menu.map((entry) => (
          <li key={entry.to}>
            <Entry entry={entry} isCollapsed={isCollapsed} />
          </li>
        ))}
      </ul>
      {onCollapse && (
        <UnstyledButton className={classes.entry} onClick={onCollapse} aria-label={toggle} aria-expanded={!isCollapsed}>
          <Icon size={20} stroke={1.6} aria-hidden />
          {!isCollapsed && <span>{toggle}</span>}
        </UnstyledButton>
      )}
    </nav>
  );
}

function Entry({ entry, isCollapsed }: { entry: MenuEntry; isCollapsed: boolean }) {
  const { icon: Icon, to } = entry;
  const label = labelText(entry.label);
  const link = () => (
    <Link
      to={to}
      activeOptions={{ exact: to === '/', includeSearch: false }}
      className={classes.entry}
      aria-label={isCollapsed ? label : undefined}
      preload="intent"
    >
      <Icon size={20} stroke={1.6} aria-hidden />
      {!isCollapsed && <span>{label}</span>}
    </Link>
  );
  return isCollapsed ? (
    <Tooltip text={label} side="right">
      {link}
    </Tooltip>
  ) : (
    link()
  );
}
