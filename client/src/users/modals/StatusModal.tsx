import { useState } from 'react';
import { api } from '@/api/client';
import type { User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { useChange } from '@/live/useChange';
import { toast } from '@/ui/feedback/toasts';
import { ConfirmModal } from '@/ui/modals/ConfirmModal';

type Choice = 'active' | 'deactivated';

/** Deactivates somebody, or activates them again. */
export default function StatusModal({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  // What was asked when the modal opened: the status changes at once.
  const [isDeactivated] = useState(user.status === 'deactivated');
  const save = useChange({
    of: 'users',
    send: (status: Choice) => api.PUT('/users/{user_id}', { params: { path: { user_id: user.id } }, body: { status } }),
    expect: (status) => ({ id: user.id, change: (known) => ({ ...known, status }) }),
    onDone: (saved, status) => {
      const back = status === 'active' ? 'deactivated' : 'active';
      toast(t(`status.done_${status}`, { name: saved.name }), {
        label: core('action.undo'),
        run: () => save.mutate(back),
      });
      onClose();
    },
    onRefused: () => false,
  });
  return (
    <ConfirmModal
      opened
      title={t(isDeactivated ? 'status.activate_title' : 'status.deactivate_title', { name: user.name })}
      confirm={t(isDeactivated ? 'status.activate' : 'status.deactivate')}
      isPending={save.isPending}
      onConfirm={() => save.mutate(isDeactivated ? 'active' : 'deactivated')}
      onClose={onClose}
    >
      {t(isDeactivated ? 'status.activate_text' : 'status.deactivate_text', { name: user.first_name })}
    </ConfirmModal>
  );
}
