import { userQuery } from '@/people';
import { useDialogItem } from '@/ui/modals/useDialogItem';
import type { UserModalName } from '../model/modalsFor';
import UserModals from './UserModals';

interface Props {
  userId: number;
  dialog: UserModalName;
  onClose: () => void;
}

/** A modal for a person, on any page. */
export default function PersonDialog({ userId, dialog, onClose }: Props) {
  const data = useDialogItem(userQuery(userId), onClose);
  return data ? <UserModals user={data} dialog={dialog} onClose={onClose} /> : null;
}
