import { ActionIcon, Text, UnstyledButton } from '@mantine/core';
import { IconMenu2, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useMe } from '@/auth/AuthContext';
import { featuresFor } from '@/feature/registry';
import { useTranslation } from '@/i18n';
import { useOrganisation } from '@/i18n/organisation';
import { Brand } from '@/ui/layout/Brand';
import { ConnectionStatus } from './ConnectionStatus';
import classes from './Navbar.module.css';
import { openOverlay } from './overlays/overlayStore';
import { PersonWithMenu } from './PersonButton';

/** The top bar: home link, command bar, connection status, features' items, user menu. */
export function Navbar({ onMenu }: { onMenu: () => void }) {
  const { t } = useTranslation();
  const { name } = useOrganisation();
  const { bar } = featuresFor(useMe());
  return (
    <header className={classes.bar}>
      <ActionIcon variant="subtle" size="lg" className={classes.menu} aria-label={t('nav.open')} onClick={onMenu}>
        <IconMenu2 size={20} />
      </ActionIcon>
      <Link to="/" className={classes.brand} aria-label={name || t('product')}>
        <Brand size={28} />
        <Text component="span" fw={650} className={classes.name}>
          {name || t('short_name')}
        </Text>
      </Link>
      <UnstyledButton className={classes.search} onClick={() => openOverlay('palette')}>
        <IconSearch size={16} aria-hidden />
        <span className={classes.hint}>{t('palette.open')}</span>
        <kbd className={classes.keys}>{'Ctrl K'}</kbd>
      </UnstyledButton>
      <div className={classes.right}>
        <ConnectionStatus />
        {bar.map(({ id, component: Item }) => (
          <Suspense key={id} fallback={<span className={classes.slot} />}>
            <Item />
          </Suspense>
        ))}
        <PersonWithMenu />
      </div>
    </header>
  );
}
