import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from '@/i18n';
import { toastProblem } from '@/ui/feedback/toasts';
import { sessionQuery } from '../model/queries';
import type { SessionModalName } from '../model/search';
import { SessionModals } from './SessionModals';

interface Props {
  sessionId: number;
  dialog: SessionModalName;
  onClose: () => void;
}

/** A modal of a session, on any page. */
export default function SessionDialog({ sessionId, dialog, onClose }: Props) {
  const { t } = useTranslation();
  const { data, error } = useQuery(sessionQuery(sessionId));
  useEffect(() => {
    if (!error) return;
    toastProblem(error, t);
    onClose();
  }, [error, t, onClose]);
  return data ? <SessionModals session={data} dialog={dialog} onClose={onClose} /> : null;
}
