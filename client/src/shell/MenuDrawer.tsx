// biome-ignore lint/style/noRestrictedImports: the only drawer; it has useDialogFocus
import { Drawer } from '@mantine/core';
import { useTranslation } from '@/i18n';
import { useOrganisation } from '@/i18n/organisation';
import { noBanner } from '@/ui/modals/AppModal';
import { useDialogFocus } from '@/ui/modals/dialogFocus';
import { Sidebar } from './Sidebar';

/** The main menu on a phone. */
export default function MenuDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { name } = useOrganisation();
  const id = useDialogFocus(true);
  return (
    <Drawer
      id={id}
      opened
      returnFocus={false}
      attributes={noBanner}
      onClose={onClose}
      size="17rem"
      title={name || t('product')}
      closeButtonProps={{ 'aria-label': t('nav.close') }}
    >
      <Sidebar isCollapsed={false} />
    </Drawer>
  );
}
