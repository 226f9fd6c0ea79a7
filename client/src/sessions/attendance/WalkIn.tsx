import { Button, Group } from '@mantine/core';
import { useLayoutEffect, useRef } from 'react';
import { api } from '@/api/client';
import type { Person, Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { useChange } from '@/live/useChange';
import { PersonSelect } from '@/people';

interface Props {
  session: Session;
  /** Called with whoever is in the session now; not new are those who were already. */
  onCame: (person: Person, isNew: boolean) => void;
  onClose: () => void;
}

/** Adds somebody who came without being expected. They are there, so another session at the same time does not matter. */
export function WalkIn({ session, onCame, onClose }: Props) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const area = useRef<HTMLDivElement>(null);
  // At once: the next key is for the field.
  useLayoutEffect(() => area.current?.querySelector('input')?.focus(), []);
  const add = useChange({
    of: 'sessions',
    send: (id: number) =>
      api.POST('/sessions/{session_id}/trainees', {
        params: { path: { session_id: session.id }, query: { allow_conflicts: true } },
        body: { trainee_ids: [id] },
      }),
    onDone: ({ trainees }, id) => came(trainees, id, true),
  });
  function came(trainees: readonly Person[], id: number, isNew: boolean) {
    const person = trainees.find((each) => each.id === id);
    if (person) onCame(person, isNew);
  }
  const choose = (id: number | null) => {
    if (id === null) return;
    if (session.trainee_ids.includes(id)) came(session.trainees, id, false);
    else add.mutate(id);
  };
  return (
    <Group
      ref={area}
      data-own-escape
      align="flex-end"
      wrap="nowrap"
      onKeyDown={(event) => {
        // With the list open, Escape closes that first.
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.stopPropagation();
        onClose();
      }}
    >
      <PersonSelect
        role="trainee"
        label={t('attendance.who_came')}
        placeholder={t('form.trainees_hint')}
        value={add.isPending ? add.variables : null}
        disabled={add.isPending}
        onChange={choose}
      />
      <Button variant="default" onClick={onClose}>
        {core('action.cancel')}
      </Button>
    </Group>
  );
}
