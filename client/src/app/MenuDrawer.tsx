import { Drawer } from '@mantine/core';
import { useTranslation } from '@/i18n';
import { Sidebar } from './Sidebar';
import '@/ui/modal.css';

/** The main menu on a phone. */
export default function MenuDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      size="17rem"
      title={t('product')}
      closeButtonProps={{ 'aria-label': t('nav.close') }}
    >
      <Sidebar isCollapsed={false} />
    </Drawer>
  );
}
