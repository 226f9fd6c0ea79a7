import { Button, Menu, type MenuItemProps } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowsMove,
  IconCheck,
  IconCopy,
  IconDots,
  IconListCheck,
  IconMailCheck,
  IconPencil,
  IconPrinter,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import { createLink, useNavigate } from '@tanstack/react-router';
import type { Session } from '@/api/types';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { useNow } from '@/lib/useNow';
import { AppMenu } from '@/ui/menus/AppMenu';
import type { SessionModalName } from '../model/search';
import { useStatusChange } from '../model/useSessionChange';
import { JoinButton } from '../parts/SessionRow';

const MenuLink = createLink((props: Omit<MenuItemProps, 'href'> & { href?: string }) => (
  <Menu.Item component="a" {...props} />
));

interface Props {
  session: Session;
  mayChange: boolean;
}

/** What the user can do with the session now. */
export function SessionActions({ session, mayChange }: Props) {
  return (
    <>
      <JoinButton session={session} />
      {mayChange && <Changes session={session} />}
    </>
  );
}

function Changes({ session }: { session: Session }) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const may = usePermissions();
  const now = useNow();
  const open = useOpenDialog(session);
  return (
    <>
      {may.markAttendance(session, now) && (
        <Button leftSection={<IconListCheck size={18} aria-hidden />} onClick={() => open('attendance')}>
          {t('action.attendance')}
        </Button>
      )}
      {may.completeSession(session, now) && <Complete session={session} />}
      {may.editSession(session) && (
        <Button variant="default" leftSection={<IconPencil size={18} aria-hidden />} onClick={() => open('edit')}>
          {core('action.edit')}
        </Button>
      )}
      <More session={session} open={open} />
    </>
  );
}

function Complete({ session }: { session: Session }) {
  const { t } = useTranslation('sessions');
  const open = useOpenDialog(session);
  const { complete } = useStatusChange(session);
  // It can be undone, so they are only asked where marks are missing.
  const isAsked = session.attendance.length < session.trainee_count;
  return (
    <Button
      variant="default"
      leftSection={<IconCheck size={18} aria-hidden />}
      onClick={() => (isAsked ? open('complete') : complete())}
    >
      {t('action.complete')}
    </Button>
  );
}

function More({ session, open }: { session: Session; open: (dialog: SessionModalName) => void }) {
  const { t } = useTranslation('sessions');
  const may = usePermissions();
  const now = useNow();
  const mayCancel = may.cancelSession(session);
  const mayReopen = may.reopenSession(session, now);
  const mayDelete = may.deleteSession(session, now);
  const { reopen } = useStatusChange(session);
  const sessionId = String(session.id);
  return (
    <AppMenu>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDots size={18} aria-hidden />}>
          {t('action.more')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {may.moveSession(session) && (
          <Menu.Item leftSection={<IconArrowsMove size={16} aria-hidden />} onClick={() => open('move')}>
            {t('action.move')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => open('again')}>
          {t('action.again')}
        </Menu.Item>
        <MenuLink
          to="/sessions/$sessionId/sheet"
          params={{ sessionId }}
          leftSection={<IconPrinter size={16} aria-hidden />}
        >
          {t('action.sheet')}
        </MenuLink>
        <Menu.Item leftSection={<IconMailCheck size={16} aria-hidden />} onClick={() => open('told')}>
          {t('told.menu')}
        </Menu.Item>
        {(mayCancel || mayReopen || mayDelete) && <Menu.Divider />}
        {mayCancel && (
          <Menu.Item leftSection={<IconX size={16} aria-hidden />} onClick={() => open('cancel')}>
            {t('menu.cancel')}
          </Menu.Item>
        )}
        {mayReopen && (
          <Menu.Item leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={reopen}>
            {t('action.reopen')}
          </Menu.Item>
        )}
        {mayDelete && (
          <Menu.Item
            color="var(--tms-bad)"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => open('delete')}
          >
            {t('menu.delete')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </AppMenu>
  );
}

/** Open modals are in the URL, so that other pages can link to them. */
function useOpenDialog({ id }: Session) {
  const navigate = useNavigate();
  return (dialog: SessionModalName) =>
    void navigate({
      to: '/sessions/$sessionId',
      params: { sessionId: String(id) },
      search: { dialog },
      resetScroll: false,
    });
}
