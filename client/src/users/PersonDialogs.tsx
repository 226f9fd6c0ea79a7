import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import type { User } from '@/api/types';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import type { PersonDialog } from './PersonMenu';
import { userQuery } from './queries';

const DIALOGS = {
  edit: lazyWithRetry(() => import('./EditUserModal')),
  password: lazyWithRetry(() => import('./ResetPasswordModal')),
  assign: lazyWithRetry(() => import('./AssignModal')),
  delete: lazyWithRetry(() => import('./DeleteUserModal')),
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
