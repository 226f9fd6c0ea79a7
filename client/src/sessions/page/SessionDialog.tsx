import { useDialogItem } from '@/ui/modals/useDialogItem';
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
  const data = useDialogItem(sessionQuery(sessionId), onClose);
  return data ? <SessionModals session={data} dialog={dialog} onClose={onClose} /> : null;
}
