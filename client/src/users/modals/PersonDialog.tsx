import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from '@/i18n';
import { userQuery } from '@/people';
import { toastProblem } from '@/ui/feedback/toasts';
import type { UserModalName } from '../model/modalsFor';
import UserModals from './UserModals';

interface Props {
  userId: number;
  dialog: UserModalName;
  onClose: () => void;
}

/** A modal for a person, on any page. */
export default function PersonDialog({ userId, dialog, onClose }: Props) {
  const { t } = useTranslation();
  const { data, error } = useQuery(userQuery(userId));
  useEffect(() => {
    if (!error) return;
    toastProblem(error, t);
    onClose();
  }, [error, t, onClose]);
  return data ? <UserModals user={data} dialog={dialog} onClose={onClose} /> : null;
}
