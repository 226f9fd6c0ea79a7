import { IconKey, IconShieldExclamation, IconUsersGroup } from '@tabler/icons-react';
import type { NotificationKinds } from '@/feature/notificationKinds';
import { text } from '@/i18n';
import { personName } from '@/i18n/personName';
import { told } from './told';

/** What concerns people and their accounts. */
export default {
  trainer_assigned: {
    icon: IconUsersGroup,
    group: 'people',
    roles: ['trainer', 'trainee'],
    label: ({ role }) => text('notifications', `kind.assignment.${role === 'trainee' ? 'trainee' : 'trainer'}`),
    sentence: (notification, { role }) => told(role === 'trainee' ? 'your_trainer' : 'your_trainee', notification),
    counted: (count) => text('notifications', 'count.assignment', { count }),
    pathOf: ({ subject }, { role }) => (role === 'trainee' ? '/' : `/users/${subject.id}`),
  },
  password_reset: {
    icon: IconKey,
    group: 'security',
    label: () => text('notifications', 'kind.password'),
    sentence: (notification) => told('password', notification),
    counted: (count) => text('notifications', 'count.password', { count }),
    pathOf: () => '/account',
  },
  sign_in_warning: {
    icon: IconShieldExclamation,
    group: 'security',
    label: ({ role }) => text('notifications', `kind.guessing.${role === 'admin' ? 'anybody' : 'own'}`),
    sentence: ({ subject, changes }, { id }) => {
      const device = changes.find(({ field }) => field === 'device');
      if (device) return newSignIn(String(device.after));
      return subject.id === id
        ? text('notifications', 'guessing.own')
        : text('notifications', 'guessing.other', { person: personName({ name: subject.title }) });
    },
    counted: (count) => text('notifications', 'count.guessing', { count }),
    pathOf: ({ subject }, { id }) => (subject.id === id ? '/account/password' : `/users/${subject.id}`),
  },
} satisfies NotificationKinds;

/** A sign-in to one's own account; `device` is browser and system, of which either may be empty: `Firefox/Windows`. */
function newSignIn(device: string) {
  const [browser, system] = device.split('/');
  if (browser && system) return text('notifications', 'sign_in.on', { browser, system });
  const name = browser || system;
  return name ? text('notifications', 'sign_in.from', { name }) : text('notifications', 'sign_in.unknown');
}
