import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import type { User } from '@/api/types';
import { lazily } from '@/ui/lazily';
import type { PersonDialog } from './PersonMenu';
import { userQuery } from './queries';

const DIALOGS = {
  edit: lazily(() => import('./EditUserModal')),
  password: lazily(() => import('./ResetPasswordModal')),
  assign: lazily(() => import('./AssignModal')),
  delete: lazily(() => import('./DeleteUserModal')),
};

interface Props {
  /** As the list knows them; what is shown is kept current. */
  user: User;
  dialog: PersonDialog;
  onClose: () => void;
  onDeleted?: () => void;
}

/** The dialog about one person that is open. */
export default function PersonDialogs({ user, dialog, onClose, onDeleted }: Props) {
  const current = useQuery({ ...userQuery(user.id), initialData: user });
  const Open = DIALOGS[dialog];
  return (
    <Suspense>
      <Open user={current.data} onClose={onClose} onDeleted={onDeleted} />
    </Suspense>
  );
}
