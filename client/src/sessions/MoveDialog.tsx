import type { Session } from '@/api/types';

export default function MoveDialog(_props: { session: Session; opened: boolean; onClose: () => void }) {
  return null;
}
