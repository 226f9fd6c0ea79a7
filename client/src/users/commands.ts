import { IconKey, IconLink, IconPencil, IconTrash, IconUserCheck, IconUserOff } from '@tabler/icons-react';
import type { User } from '@/api/types';
import type { FeatureCommands, Verb } from '@/feature/registry';
import { modalsFor, type UserModalName } from './model/modalsFor';
import { findPeople, hitOf } from './model/searchPeople';

type Options = Pick<Verb, 'label' | 'words' | 'icon'> & { may?: (user: User) => boolean };

/** A verb for people, which opens the dialog of the same name on their page. */
const verb = (id: string, dialog: UserModalName, { may = () => true, ...rest }: Options): Verb => ({
  id: `users.${id}`,
  roles: ['admin'],
  ...rest,
  find: async (q, signal, me) =>
    (await findPeople(q, signal))
      .filter((user) => modalsFor(user, me).includes(dialog) && may(user))
      .map((user) => ({ ...hitOf(user), to: `/users/${user.id}?dialog=${dialog}` })),
});

export default {
  verbs: [
    verb('password', 'password', {
      label: { en: 'Reset password of', pt: 'Repor palavra-passe de' },
      words: {
        en: ['reset password', 'reset', 'new password'],
        pt: ['repor palavra-passe', 'repor', 'repor a palavra-passe', 'nova palavra-passe', 'nova senha'],
      },
      icon: IconKey,
    }),
    verb('edit', 'edit', {
      label: { en: 'Edit person', pt: 'Editar pessoa' },
      words: { en: ['edit', 'change', 'rename'], pt: ['editar', 'alterar'] },
      icon: IconPencil,
    }),
    verb('assign', 'assign', {
      label: { en: 'Assign trainers or trainees of', pt: 'Atribuir formadores ou formandos de' },
      words: { en: ['assign', 'assign trainers', 'assign trainees'], pt: ['atribuir', 'atribuir formadores'] },
      icon: IconLink,
    }),
    verb('deactivate', 'status', {
      label: { en: 'Deactivate person', pt: 'Desativar pessoa' },
      words: { en: ['deactivate', 'disable'], pt: ['desativar'] },
      icon: IconUserOff,
      may: ({ status }) => status !== 'deactivated',
    }),
    verb('activate', 'status', {
      label: { en: 'Activate person', pt: 'Ativar pessoa' },
      words: { en: ['activate', 'reactivate'], pt: ['ativar', 'reativar'] },
      icon: IconUserCheck,
      may: ({ status }) => status === 'deactivated',
    }),
    verb('delete', 'delete', {
      label: { en: 'Delete person', pt: 'Eliminar pessoa' },
      words: { en: ['delete', 'remove'], pt: ['eliminar', 'apagar', 'remover'] },
      icon: IconTrash,
    }),
  ],
} satisfies FeatureCommands;
