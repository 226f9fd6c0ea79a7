import { Kbd } from '@mantine/core';
import '@mantine/core/styles/Kbd.layer.css';
import type { ReactNode } from 'react';
import { useMe } from '@/auth/AuthContext';
import { featuresFor } from '@/feature/registry';
import { labelText, useTranslation } from '@/i18n';
import { AppModal } from '@/ui/modals/AppModal';
import classes from './ShortcutsModal.module.css';

/** All shortcuts available to the user. */
export default function ShortcutsModal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { menu, actions } = featuresFor(useMe());
  const withKey = actions.filter(({ shortcut }) => shortcut);
  return (
    <AppModal opened onClose={onClose} title={t('help.title')}>
      <dl className={classes.keys}>
        <Line text={t('help.palette')}>
          <Kbd>{'Ctrl'}</Kbd> <Kbd>{'K'}</Kbd>
        </Line>
        <Line text={t('help.help')}>
          <Kbd>{'?'}</Kbd>
        </Line>
        {menu.flatMap(({ letter, label, to }) =>
          letter ? (
            <Line key={to} text={t('help.go_to', { page: labelText(label) })}>
              <Kbd>{'g'}</Kbd> <span>{t('help.and_then')}</span> <Kbd>{letter}</Kbd>
            </Line>
          ) : (
            []
          ),
        )}
        {withKey.map(({ id, label, shortcut }) => (
          <Line key={id} text={labelText(label)}>
            <Kbd>{shortcut}</Kbd>
          </Line>
        ))}
      </dl>
    </AppModal>
  );
}

function Line({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div>
      <dt>{text}</dt>
      <dd>{children}</dd>
    </div>
  );
}
