import { useState } from 'react';
import type { Organisation, Session } from '@/api/types';
import { useCreatedToast } from '../form/useCreatedToast';
import type { Prefill } from '../model/draft';
import { slotOf } from './drop';
import type { Drag } from './grid/drag';

/**
 * A new session that is being planned: drawn in the calendar, where its title is typed, or in the whole form. A title that
 * was typed is still there when something is drawn again.
 */
export function usePlanning(work: Pick<Organisation, 'working_hours' | 'time_zone'>, trainerId: number | undefined) {
  const [slot, setSlot] = useState<{ drag: Drag; prefill: Prefill } | null>(null);
  const [title, setTitle] = useState('');
  const [form, setForm] = useState<Prefill | null>(null);
  const onCreated = useCreatedToast();
  const leave = () => {
    setSlot(null);
    setTitle('');
  };
  return {
    slot: slot?.drag ?? null,
    title,
    /** What the whole form begins with, while it is open. */
    form,
    setForm,
    draw: (drag: Drag) => setSlot({ drag, prefill: { trainer_id: trainerId, ...slotOf(drag, work) } }),
    quick: slot && {
      prefill: slot.prefill,
      title,
      onTitle: setTitle,
      onCreated: (session: Session) => {
        leave();
        onCreated(session);
      },
      onMore: (prefill: Prefill) => {
        leave();
        setForm(prefill);
      },
      onStart: (start: string) => setSlot({ ...slot, prefill: { ...slot.prefill, start } }),
      onClose: () => setSlot(null),
    },
  };
}
