import { IconMailOff } from '@tabler/icons-react';
import type { NotificationKinds } from '@/feature/notificationKinds';
import { text } from '@/i18n';
import { personName } from '@/i18n/personName';

/** What admins are told of mails. */
export default {
  address_refused: {
    icon: IconMailOff,
    group: 'people',
    roles: ['admin'],
    label: () => text('system', 'told.label'),
    sentence: ({ subject }) => text('system', 'told.sentence', { person: personName({ name: subject.title }) }),
    counted: (count) => text('system', 'told.counted', { count }),
  },
} satisfies NotificationKinds;
