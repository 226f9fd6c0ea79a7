import { Alert, Button, Checkbox, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import '@mantine/core/styles/Checkbox.layer.css';
import { IconCalendarOff, IconPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { AttendanceStatus } from '@/api/types';
import { LANGUAGES, type Language, setLanguage, useTranslation } from '@/i18n';
import { clockRange, dateOf, dateTime, longDate, timeRange, zoneHeading, zonePhrase } from '@/i18n/formatDates';
import { Avatar, PersonSelect } from '@/people';
import { MarkBadge, SessionRow, SessionTime, StatusBadge } from '@/sessions';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { ErrorState } from '@/ui/feedback/ErrorState';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { toast } from '@/ui/feedback/toasts';
import { DateField } from '@/ui/fields/DateField';
import { NativeSelectField } from '@/ui/fields/NativeSelectField';
import { PasswordField } from '@/ui/fields/PasswordField';
import { Segmented } from '@/ui/fields/Segmented';
import { TimeField } from '@/ui/fields/TimeField';
import { FormNotices } from '@/ui/forms/FormNotices';
import { FilterBar } from '@/ui/layout/FilterBar';
import { PageHeader } from '@/ui/layout/PageHeader';
import { Pager } from '@/ui/layout/Pager';
import { Panel } from '@/ui/layout/Panel';
import { StatTile, StatTiles } from '@/ui/layout/StatTile';
import { AppModal } from '@/ui/modals/AppModal';
import { ConfirmModal } from '@/ui/modals/ConfirmModal';
import { DialogFooter } from '@/ui/modals/DialogFooter';
import { VersionConflictModal } from '@/ui/modals/VersionConflictModal';
import classes from './GalleryPage.module.css';
import { failure, NAMES, sessions } from './samples';

/** The design language: docs/design-language.md says what each part is for. */
export default function GalleryPage() {
  const { t, language } = useTranslation();
  const name = 'Gallery';
  return (
    <>
      <PageHeader title={name} lead={zoneHeading('Europe/Lisbon')}>
        <Segmented
          label={t('user_menu.language')}
          value={language}
          onChange={(code) => void setLanguage(code)}
          options={Object.entries(LANGUAGES).map(([code, label]) => ({ value: code as Language, label }))}
        />
        <Button leftSection={<IconPlus size={18} aria-hidden />}>{t('action.new_session')}</Button>
      </PageHeader>
      <Filters />
      <div className={classes.columns}>
        <Colours />
        <Dates />
        <Fields />
        <Buttons />
        <People />
        <Feedback />
      </div>
      <Sessions />
    </>
  );
}

const part = (name: string, children: ReactNode) => (
  <Panel title={name}>
    <Stack>{children}</Stack>
  </Panel>
);

function Filters() {
  const { t } = useTranslation('sessions');
  const [when, setWhen] = useState('upcoming');
  return (
    <FilterBar label={t('filter.search')} q={undefined} onSearch={() => undefined} more={() => <Person />} count={1}>
      <Segmented
        label={t('filter.when')}
        value={when}
        onChange={setWhen}
        options={['upcoming', 'past', 'all'].map((value) => ({ value, label: t(`filter.${value as 'all'}`) }))}
      />
      <NativeSelectField aria-label={t('filter.status')} data={[t('filter.any_status'), t('phase.completed')]} />
    </FilterBar>
  );
}

function Person() {
  const { t } = useTranslation('sessions');
  const [id, setId] = useState<number | null>(null);
  return <PersonSelect role="trainer" label={t('form.trainer')} value={id} onChange={setId} clearable />;
}

const MARKS: readonly AttendanceStatus[] = ['present', 'late', 'absent', 'excused'];
const TOKENS = ['accent', 'good', 'wait', 'bad', 'violet', 'teal', 'pink', 'ink', 'quiet', 'line'];

function Colours() {
  return part(
    'Colours, states, marks',
    <>
      <div className={classes.swatches}>
        {TOKENS.map((token) => (
          <span key={token} className={classes.swatch} style={{ background: `var(--tms-${token})` }} title={token} />
        ))}
      </div>
      <Group gap="xs" data-testid="states">
        {sessions().map((session) => (
          <StatusBadge key={session.id} session={session} />
        ))}
      </Group>
      <Group gap="xs" data-testid="marks">
        {MARKS.map((status) => (
          <MarkBadge key={status} session={{ duration_minutes: 60 }} mark={{ status }} />
        ))}
      </Group>
    </>,
  );
}

const START = '2026-12-02T13:30:00Z';
const END = '2026-12-02T15:30:00Z';

function Dates() {
  const zone = 'Europe/Lisbon';
  const phrases = [
    `${timeRange(START, END, zone)} ${zonePhrase(zone)}`,
    dateTime(START, zone),
    clockRange(START, END, zone),
    dateOf(START, zone),
    longDate(START, zone),
    zonePhrase('America/New_York'),
  ];
  return part(
    'Dates and time zones',
    <ul className={classes.list} data-testid="dates">
      {phrases.map((phrase) => (
        <li key={phrase}>{phrase}</li>
      ))}
      <li>
        <SessionTime session={{ scheduled_date: START, ends_at: END, time_zone: 'Asia/Tokyo' }} />
      </li>
    </ul>,
  );
}

function Fields() {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const [day, setDay] = useState('2026-12-02');
  const [time, setTime] = useState('13:30');
  const [role, setRole] = useState('trainee');
  return part(
    'Fields',
    <>
      <TextInput label={t('form.title')} required error={t('form.need_title')} />
      <Group grow align="flex-start">
        <DateField label={t('form.date')} value={day} onChange={setDay} />
        <TimeField label={t('form.start')} value={time} onChange={setTime} />
      </Group>
      <PasswordField label={core('sign_in.password')} autoComplete="off" />
      <Segmented
        isField
        label={core('role.trainee')}
        value={role}
        onChange={setRole}
        options={['trainee', 'trainer', 'admin'].map((value) => ({ value, label: core(`role.${value as 'admin'}`) }))}
        description={t('list.none_text')}
      />
      <Checkbox label={core('answer.yes')} />
    </>,
  );
}

function Buttons() {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'form' | 'confirm' | 'conflict' | null>(null);
  const close = () => setOpen(null);
  return part(
    'Buttons and dialogs',
    <>
      <Group gap="xs">
        <Button>{t('action.save')}</Button>
        <Button variant="default">{t('action.cancel')}</Button>
        <Button variant="subtle">{t('action.undo')}</Button>
        <Button color="red.8">{t('action.delete')}</Button>
        <Button loading>{t('action.save')}</Button>
        <Button disabled>{t('action.save')}</Button>
      </Group>
      <Group gap="xs">
        <Button variant="default" onClick={() => setOpen('form')}>
          {t('action.edit')}
        </Button>
        <Button variant="default" onClick={() => setOpen('confirm')}>
          {t('action.delete')}
        </Button>
        <Button variant="default" onClick={() => setOpen('conflict')}>
          {t('version_conflict.title')}
        </Button>
        <Button
          variant="default"
          onClick={() => toast(t('password.done'), { label: t('action.undo'), run: () => undefined })}
        >
          {t('toasts')}
        </Button>
      </Group>
      <AppModal opened={open === 'form'} onClose={close} title={t('action.edit')}>
        <Stack>
          <TextInput label={t('sign_in.username')} data-autofocus />
          {NAMES.map((name) => (
            <TextInput key={name} label={name} defaultValue={name} />
          ))}
          <DialogFooter>
            <Button variant="default" onClick={close}>
              {t('action.cancel')}
            </Button>
            <Button onClick={close}>{t('action.save')}</Button>
          </DialogFooter>
        </Stack>
      </AppModal>
      <ConfirmModal
        opened={open === 'confirm'}
        title={t('action.delete')}
        confirm={t('action.delete')}
        isDangerous
        onConfirm={close}
        onClose={close}
      >
        {t('page.broken_text')}
      </ConfirmModal>
      <VersionConflictModal
        differences={
          open === 'conflict' ? [{ label: t('sign_in.username'), mine: 'ines', theirs: 'ines.almeida' }] : null
        }
        onKeepMine={close}
        onTakeTheirs={close}
        onClose={close}
      />
    </>,
  );
}

function People() {
  return part(
    'People',
    <ul className={classes.list}>
      {NAMES.map((name, id) => (
        <li key={name}>
          <Group gap="sm" wrap="nowrap">
            <Avatar id={id} name={name} />
            {name}
          </Group>
        </li>
      ))}
    </ul>,
  );
}

function Feedback() {
  const { t } = useTranslation();
  const { t: sessionTexts } = useTranslation('sessions');
  return part(
    'Figures, empty, loading, failed',
    <>
      <StatTiles>
        <StatTile label={t('nav.home')} value="278" />
        <StatTile label={t('palette.pages')} value="94%">
          <Text span size="sm">
            {t('live.live')}
          </Text>
        </StatTile>
      </StatTiles>
      <Alert color="yellow">{t('live.banner')}</Alert>
      <FormNotices of={{ isRestored: true, isOutdated: true, startOver: () => undefined }} />
      <EmptyState icon={IconCalendarOff} title={sessionTexts('list.none')} text={sessionTexts('list.none_text')}>
        <Button>{t('action.new_session')}</Button>
      </EmptyState>
      <LinesSkeleton lines={2} />
      <Skeleton height={24} radius="lg" />
      <ErrorState error={failure()} onRetry={() => undefined} />
    </>,
  );
}

function Sessions() {
  const all = sessions();
  return (
    <>
      <ul className={classes.rows}>
        {all.map((session) => (
          <SessionRow key={session.id} session={session} withDay />
        ))}
      </ul>
      <Pager
        page={2}
        size={5}
        shown={all.length}
        total={27}
        hasNext
        queryOf={() => ({ queryKey: ['gallery'], queryFn: () => 0 })}
      />
    </>
  );
}
