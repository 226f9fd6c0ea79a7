import { Button, Menu } from '@mantine/core';
import { IconBrandGoogle, IconBrandWindows, IconCalendarPlus, IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { api, dataOf } from '@/api/client';
import { saveFile } from '@/api/saveFile';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { toastProblem } from '@/ui/feedback/toasts';
import { AppMenu } from '@/ui/menus/AppMenu';
import { googleAddress, outlookAddress } from './calendarLinks';

/** Adds the session to another calendar: on the web, or by a file, which is the same entry as in a subscribed calendar. */
export function AddToCalendar({ session }: { session: Session }) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const file = useMutation({
    mutationFn: () =>
      dataOf(
        api.GET('/sessions/{session_id}/calendar', {
          params: { path: { session_id: session.id } },
          parseAs: 'blob',
        }),
      ),
    onSuccess: (content) => saveFile(content as unknown as Blob, `session-${session.id}.ics`),
    onError: (error) => toastProblem(error, core),
  });
  const elsewhere = { component: 'a', target: '_blank', rel: 'noopener noreferrer' } as const;
  return (
    <AppMenu>
      <Menu.Target>
        <Button variant="default" loading={file.isPending} leftSection={<IconCalendarPlus size={18} aria-hidden />}>
          {t('add_to_calendar.label')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item {...elsewhere} href={googleAddress(session)} leftSection={<IconBrandGoogle size={16} aria-hidden />}>
          {t('add_to_calendar.google')}
        </Menu.Item>
        <Menu.Item
          {...elsewhere}
          href={outlookAddress(session)}
          leftSection={<IconBrandWindows size={16} aria-hidden />}
        >
          {t('add_to_calendar.outlook')}
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={16} aria-hidden />} onClick={() => file.mutate()}>
          {t('add_to_calendar.file')}
        </Menu.Item>
      </Menu.Dropdown>
    </AppMenu>
  );
}
