import { Drawer } from '@mantine/core';
import { useTranslation } from '@/i18n';
import { noBanner } from '@/ui/modals/AppModal';
import { Sidebar } from './Sidebar';

/** The main menu on a phone. */
export default function MenuDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      attributes={noBanner}
      onClose={onClose}
      size="17rem"
      title={t('product')}
      closeButtonProps={{ 'aria-label': t('nav.close') }}
    >
      <Sidebar isCollapsed={false} />
    </Drawer>
  );
}
