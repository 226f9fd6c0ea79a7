import { Alert, Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import { IconUsersPlus } from '@tabler/icons-react';
import { type Dispatch, type KeyboardEvent, type ReactNode, type SetStateAction, useRef, useState } from 'react';
import type { Conflict, Session, User } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { viewerZone } from '@/i18n/formatDates';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { SearchInput } from '@/ui/fields/SearchField';
import { FormModal } from '@/ui/forms/FormModal';
import { useUnsaved } from '@/ui/forms/unsaved';
import { DialogFooter } from '@/ui/modals/DialogFooter';
import { useFreshSession } from '../model/queries';
import { ConflictList } from '../parts/ConflictNotice';
import classes from './AddTraineeModal.module.css';
import { useAddTrainees, useCandidates } from './useAddTrainees';

interface Props {
  session: Session;
  opened: boolean;
  onClose: () => void;
}

/** Adds several trainees at once, all or none. The number of seats left stays current while others add trainees. */
export default function AddTraineeModal({ session: given, opened, onClose }: Props) {
  const { t } = useTranslation('sessions');
  const session = useFreshSession(given);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  return (
    <FormModal opened={opened} onClose={onClose} title={t('add.title', { title: session.title })} size="lg" isTall>
      {(close) => (
        <Choosing session={session} chosen={chosen} setChosen={setChosen} onAdded={onClose} onClose={close} />
      )}
    </FormModal>
  );
}

interface ChoosingProps {
  session: Session;
  chosen: ReadonlySet<number>;
  setChosen: Dispatch<SetStateAction<ReadonlySet<number>>>;
  onAdded: () => void;
  onClose: () => void;
}

function Choosing({ session, chosen, setChosen, onAdded, onClose }: ChoosingProps) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const me = useMe();
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState('');
  const { found, theirs, others, hasMore } = useCandidates(session, typed);
  const { add, isPending, refusal, forget } = useAddTrainees(session, onAdded);
  // Somebody else may have added one of them meanwhile.
  const ids = [...chosen].filter((id) => !session.trainee_ids.includes(id));
  useUnsaved({ holds: () => ids.length > 0, isSaving: () => isPending });
  const left = session.capacity === null ? null : session.capacity - session.trainee_count - ids.length;

  const toggle = (id: number) => {
    forget();
    setChosen((before) =>
      before.has(id) ? new Set([...before].filter((each) => each !== id)) : new Set([...before, id]),
    );
  };
  const option = (trainee: User) => (
    <Option
      key={trainee.id}
      trainee={trainee}
      isIn={session.trainee_ids.includes(trainee.id)}
      isChosen={chosen.has(trainee.id)}
      onToggle={() => toggle(trainee.id)}
    />
  );
  const nobody = theirs.length === 0 && others.length === 0;
  return (
    <Stack gap="sm">
      <SearchInput
        data-autofocus
        label={t('add.search')}
        value={typed}
        onChange={setTyped}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
          event.preventDefault();
          boxesIn(list.current)[0]?.focus();
        }}
      />
      <QueryBoundary query={found} skeleton={<LinesSkeleton lines={5} height={36} />}>
        {() => (
          // biome-ignore lint/a11y/noStaticElementInteractions: it handles the arrow keys of the checkboxes in it
          <div ref={list} className={classes.list} onKeyDown={(event) => moveAmong(list.current, event)}>
            {theirs.length > 0 && (
              <Section
                title={me.id === session.trainer_id ? t('add.mine') : t('add.theirs', { name: session.trainer.name })}
              >
                {theirs.map(option)}
              </Section>
            )}
            {others.length > 0 && <Section title={t('add.others')}>{others.map(option)}</Section>}
            {nobody && <EmptyState icon={IconUsersPlus} text={t('add.no_match')} />}
            {hasMore && (
              <Text size="sm" c="dimmed" p="xs">
                {t('add.more')}
              </Text>
            )}
          </div>
        )}
      </QueryBoundary>
      {refusal?.code === 'schedule_conflict' && (
        <ConflictChoice
          refusal={refusal}
          onWithout={(busy) => {
            forget();
            setChosen(new Set(ids.filter((id) => !busy.has(id))));
          }}
          onAnyway={() => add({ ids, anyway: true })}
        />
      )}
      {refusal?.code === 'session_full' && (
        <Alert color="red" role="alert">
          {t('add.full')}
        </Alert>
      )}
      <DialogFooter>
        <Text
          data-start
          size="sm"
          role="status"
          className={classes.seats}
          data-over={(left !== null && left < 0) || undefined}
        >
          {seatsLeft(left, t)}
        </Text>
        <Button variant="default" onClick={onClose}>
          {core('action.cancel')}
        </Button>
        <Button
          disabled={ids.length === 0 || (left !== null && left < 0)}
          loading={isPending}
          onClick={() => add({ ids })}
        >
          {ids.length > 0 ? t('add.submit', { count: ids.length }) : t('add.title_short')}
        </Button>
      </DialogFooter>
    </Stack>
  );
}

function seatsLeft(left: number | null, t: ReturnType<typeof useTranslation<'sessions'>>['t']) {
  if (left === null) return t('add.unlimited');
  return left < 0 ? t('add.too_many', { count: -left }) : t('add.left', { count: left });
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a legend cannot be sticky
    <div role="group" aria-label={title}>
      <div className={classes.group} aria-hidden>
        {title}
      </div>
      {children}
    </div>
  );
}

interface OptionProps {
  trainee: User;
  isIn: boolean;
  isChosen: boolean;
  onToggle: () => void;
}

function Option({ trainee, isIn, isChosen, onToggle }: OptionProps) {
  const { t } = useTranslation('sessions');
  return (
    <div className={classes.option}>
      <Checkbox
        label={trainee.name}
        description={isIn ? t('add.is_in') : trainee.username}
        checked={isIn || isChosen}
        disabled={isIn}
        onChange={onToggle}
      />
    </div>
  );
}

interface ConflictChoiceProps {
  refusal: { problem: { conflicts?: Conflict[] } };
  onWithout: (ids: ReadonlySet<number>) => void;
  onAnyway: () => void;
}

function ConflictChoice({ refusal, onWithout, onAnyway }: ConflictChoiceProps) {
  const { t } = useTranslation('sessions');
  const conflicts = refusal.problem.conflicts ?? [];
  const people = new Set(conflicts.map(({ person }) => person.id));
  return (
    <Alert color="yellow" role="alert">
      <Stack gap="sm">
        <Text size="sm" fw={600} c="var(--tms-ink)">
          {t('add.conflict', { count: people.size })}
        </Text>
        <ConflictList conflicts={conflicts} zone={viewerZone()} />
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => onWithout(people)}>
            {t('add.without', { count: people.size })}
          </Button>
          <Button size="xs" variant="default" onClick={onAnyway}>
            {t('add.anyway')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

const boxesIn = (within: HTMLElement | null) => [
  ...(within?.querySelectorAll<HTMLInputElement>('input[type="checkbox"]:enabled') ?? []),
];

function moveAmong(within: HTMLElement | null, event: KeyboardEvent) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const boxes = boxesIn(within);
  boxes[boxes.indexOf(event.target as HTMLInputElement) + by]?.focus();
}
