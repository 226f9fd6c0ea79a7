import { Alert, Button, Checkbox, List, Stack, Text } from '@mantine/core';
import '@mantine/core/styles/List.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ifMatch } from '@/api/client';
import { fieldErrors, hasCode } from '@/api/problem';
import type { Conflict, User } from '@/api/types';
import { assignmentsQuery } from '@/assignments';
import { useTranslation } from '@/i18n';
import { fieldProblems } from '@/i18n/fieldProblems';
import { dateTime } from '@/i18n/formatDates';
import { problemText } from '@/i18n/problemText';
import { serverNow } from '@/lib/serverClock';
import { useLiveConnection } from '@/live/useLive';
import { PersonSelect } from '@/people';
import { sessionsQuery } from '@/sessions';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { toast } from '@/ui/feedback/toasts';
import { AppModal } from '@/ui/modals/AppModal';
import { DialogFooter } from '@/ui/modals/DialogFooter';

interface Props {
  user: User;
  onClose: () => void;
  /** Called after the deletion. */
  onDeleted?: (() => void) | undefined;
}

/** Deletes a user, and first lists the consequences. */
export default function DeleteUserModal({ user, onClose, onDeleted }: Props) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const { cache } = useLiveConnection();
  const [seen, setSeen] = useState(user.version);
  const [successor, setSuccessor] = useState<number | null>(null);
  const [isMissing, setMissing] = useState(false);
  const [allowConflicts, setAllowConflicts] = useState(false);
  const consequences = useConsequences(user);
  const remove = useMutation({
    mutationFn: () =>
      api.DELETE('/users/{user_id}', {
        params: {
          path: { user_id: user.id },
          query: {
            ...(successor !== null && { reassign_to: successor }),
            ...(allowConflicts && { allow_conflicts: true }),
          },
        },
        headers: ifMatch(seen),
      }),
    onSuccess: () => {
      toast(t('delete.done', { name: user.name }));
      onClose();
      onDeleted?.();
    },
    onError: (error) => {
      if (!hasCode(error, 'stale_version') || !error.problem.current) return;
      const current = error.problem.current as unknown as User;
      cache.learn('users', current);
      setSeen(current.version);
    },
  });
  const conflicts = hasCode(remove.error, 'schedule_conflict') ? (remove.error.problem.conflicts ?? []) : [];
  const leads = consequences?.leads ?? 0;
  const submit = () => {
    setMissing(leads > 0 && successor === null);
    if (leads === 0 || successor !== null) remove.mutate();
  };
  return (
    <AppModal opened onClose={onClose} title={t('delete.title', { name: user.name })} size="lg">
      <Stack>
        <Text>{t('delete.text', { username: user.username })}</Text>
        {consequences ? <Consequences {...consequences} /> : <LinesSkeleton lines={3} height={20} />}
        {leads > 0 && (
          <PersonSelect
            role="trainer"
            label={t('delete.successor')}
            description={t('delete.successor_hint', { count: leads })}
            placeholder={t('delete.successor_placeholder')}
            value={successor}
            error={isMissing ? t('delete.need_successor') : fieldProblems(remove.error).reassign_to}
            onChange={(id) => {
              setSuccessor(id);
              setMissing(false);
              setAllowConflicts(false);
              remove.reset();
            }}
          />
        )}
        {conflicts.length > 0 && (
          <Conflicts conflicts={conflicts} allowConflicts={allowConflicts} onChange={setAllowConflicts} />
        )}
        {remove.error && conflicts.length === 0 && !fieldErrors(remove.error).reassign_to && (
          <Alert color="red" role="alert">
            {hasCode(remove.error, 'stale_version')
              ? t('delete.changed', { name: user.name, email: user.email, role: core(`role.${user.role}`) })
              : problemText(remove.error, core)}
          </Alert>
        )}
        <DialogFooter>
          <Button variant="default" onClick={onClose} data-autofocus>
            {core('action.cancel')}
          </Button>
          <Button
            color="red.8"
            loading={remove.isPending}
            disabled={!consequences || (conflicts.length > 0 && !allowConflicts)}
            onClick={submit}
          >
            {t('delete.submit', { name: user.first_name })}
          </Button>
        </DialogFooter>
      </Stack>
    </AppModal>
  );
}

interface Numbers {
  /** Sessions that they lead and that have not ended. */
  leads: number;
  /** Scheduled sessions that they attend. */
  attends: number;
  assignments: number;
}

/** What depends on a user; undefined until it is known. Whatever cannot be read counts as nothing: the server checks. */
function useConsequences({ id, role }: User): Numbers | undefined {
  // Those that have not ended. Kept for as long as the modal is open, so that nothing is read again every second.
  const [from] = useState(() => new Date(serverNow()).toISOString());
  const sessions = { status: 'scheduled', from, limit: 1 } as const;
  const led = useQuery({ ...sessionsQuery({ ...sessions, trainer_id: id }) });
  const attended = useQuery({ ...sessionsQuery({ ...sessions, trainee_id: id }), enabled: role === 'trainee' });
  const side = role === 'trainee' ? { student_id: id } : { teacher_id: id };
  const assigned = useQuery(assignmentsQuery({ ...side, limit: 1 }));
  if (led.isPending || assigned.isPending || (role === 'trainee' && attended.isPending)) return undefined;
  return {
    leads: led.data?.total ?? 0,
    attends: attended.data?.total ?? 0,
    assignments: assigned.data?.total ?? 0,
  };
}

function Consequences({ leads, attends, assignments }: Numbers) {
  const { t } = useTranslation('users');
  return (
    <List spacing={4}>
      <List.Item>{t('delete.personal')}</List.Item>
      {leads > 0 && <List.Item>{t('delete.leads', { count: leads })}</List.Item>}
      {attends > 0 && <List.Item>{t('delete.attends', { count: attends })}</List.Item>}
      {assignments > 0 && <List.Item>{t('delete.assignments', { count: assignments })}</List.Item>}
      <List.Item>{t('delete.history')}</List.Item>
    </List>
  );
}

interface ConflictsProps {
  conflicts: readonly Conflict[];
  allowConflicts: boolean;
  onChange: (allowConflicts: boolean) => void;
}

/** The trainer who takes over the sessions is busy at that time. */
function Conflicts({ conflicts, allowConflicts, onChange }: ConflictsProps) {
  const { t } = useTranslation('users');
  return (
    <Alert color="red" role="alert">
      <strong>{t('delete.conflict_title')}</strong>
      <List size="sm" mb="sm">
        {conflicts.map(({ session_id, title, scheduled_date, person }) => (
          <List.Item key={`${session_id}-${person.id}`}>
            {t('delete.conflict', { name: person.name, title: title ?? '', time: dateTime(scheduled_date) })}
          </List.Item>
        ))}
      </List>
      <Checkbox
        label={t('delete.allow_conflicts')}
        checked={allowConflicts}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
    </Alert>
  );
}
