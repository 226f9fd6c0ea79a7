import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import type { User } from '@/api/types';
import { AssignTrainerModal } from '@/assignments';
import { userQuery } from '@/people';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import type { UserModalName } from '../model/modalsFor';

const DIALOGS = {
  edit: lazyWithRetry(() => import('./EditUserModal')),
  password: lazyWithRetry(() => import('./ResetPasswordModal')),
  assign: AssignTrainerModal,
  status: lazyWithRetry(() => import('./StatusModal')),
  delete: lazyWithRetry(() => import('./DeleteUserModal')),
};

interface Props {
  /** The user as the list knows them; what is shown is kept current. */
  user: User;
  dialog: UserModalName;
  onClose: () => void;
  onDeleted?: () => void;
}

/** The open modal for a user. */
export default function UserModals({ user, dialog, onClose, onDeleted }: Props) {
  const current = useQuery({ ...userQuery(user.id), initialData: user });
  const Open = DIALOGS[dialog];
  return (
    <Suspense>
      <Open user={current.data} onClose={onClose} onDeleted={onDeleted} />
    </Suspense>
  );
}
