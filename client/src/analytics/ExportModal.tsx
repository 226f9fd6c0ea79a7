import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { hasCode } from '@/api/problem';
import type { SessionStatus } from '@/api/types';
import { useTranslation } from '@/i18n';
import { dateOf } from '@/i18n/formatDates';
import { fileSize } from '@/i18n/formatNumbers';
import { problemText } from '@/i18n/problemText';
import { PersonSelect } from '@/people';
import { toast } from '@/ui/feedback/toasts';
import { NativeSelectField } from '@/ui/fields/NativeSelectField';
import { Segmented } from '@/ui/fields/Segmented';
import { useCountdownSeconds } from '@/ui/fields/useCountdownSeconds';
import { AppModal } from '@/ui/modals/AppModal';
import { DialogFooter } from '@/ui/modals/DialogFooter';
import classes from './ExportModal.module.css';
import type { Period } from './period';
import { type ExportOptions, useExport } from './useExport';

const FORMATS = ['pdf', 'excel', 'csv'] as const;
const SECTIONS = ['sessions', 'attendance', 'users'] as const;
const CONTENTS = ['all', 'summary', 'sessions', 'attendance'] as const;
const SEPARATORS = ['comma', 'semicolon', 'tab'] as const;
const STATUSES = ['completed', 'scheduled', 'cancelled'] as const;

/** Exports the period as a file: format, filters and progress. */
export default function ExportModal({ period, onClose }: { period: Period; onClose: () => void }) {
  const { t, language } = useTranslation('analytics');
  const { t: core } = useTranslation();
  const { t: sessions } = useTranslation('sessions');
  const [format, setFormat] = useState<ExportOptions['format']>('pdf');
  const [section, setSection] = useState<NonNullable<ExportOptions['section']>>('sessions');
  const [contents, setContents] = useState<NonNullable<ExportOptions['contents']>>('all');
  const [separator, setSeparator] = useState<NonNullable<ExportOptions['separator']>>('comma');
  const [trainer, setTrainer] = useState<number | null>(null);
  const [status, setStatus] = useState<SessionStatus | ''>('');
  const [secondsLeft, wait] = useCountdownSeconds();
  const { state, start, cancel } = useExport((name, size) => {
    toast(t('export.saved', { name, size: fileSize(size) }));
    onClose();
  });
  const error = state.is === 'failed' ? state.error : null;
  const isRunning = state.is === 'running';
  // biome-ignore lint/correctness/useExhaustiveDependencies: a refusal begins one countdown
  useEffect(() => {
    if (hasCode(error, 'too_many_reports')) wait(error.retryAfter ?? 10);
  }, [error]);
  const isEverybody = format === 'csv' && section === 'users';
  const options: ExportOptions = {
    format,
    ...(format === 'csv' ? { section, separator } : { contents, language }),
    time_zone: period.time_zone,
    from: period.from,
    to: period.to,
    ...(trainer && { trainer_id: trainer }),
    ...(status && { status }),
  };
  const dates = { from: dateOf(`${period.firstDay}T00:00Z`, 'UTC'), to: dateOf(`${period.lastDay}T00:00Z`, 'UTC') };
  return (
    <AppModal opened onClose={onClose} title={t('export.title')} closeOnClickOutside={!isRunning}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void start(options);
        }}
      >
        <Stack>
          <Text c="dimmed">{isEverybody ? t('export.everybody') : t('export.period', dates)}</Text>
          <Segmented
            isField
            label={t('export.format')}
            value={format}
            onChange={setFormat}
            options={FORMATS.map((value) => ({ value, label: t(`export.${value}`) }))}
            description={t(`export.${format}_hint`)}
            disabled={isRunning}
          />
          {format === 'csv' ? (
            <>
              <NativeSelectField
                label={t('export.section')}
                value={section}
                disabled={isRunning}
                onChange={({ currentTarget }) => setSection(currentTarget.value as typeof section)}
                data={SECTIONS.map((each) => ({ value: each, label: t(`export.sections.${each}`) }))}
              />
              <NativeSelectField
                label={t('export.separator')}
                description={t('export.separator_hint')}
                value={separator}
                disabled={isRunning}
                onChange={({ currentTarget }) => setSeparator(currentTarget.value as typeof separator)}
                data={SEPARATORS.map((each) => ({ value: each, label: t(`export.separators.${each}`) }))}
              />
            </>
          ) : (
            <NativeSelectField
              label={t('export.contents')}
              value={contents}
              disabled={isRunning}
              onChange={({ currentTarget }) => setContents(currentTarget.value as typeof contents)}
              data={CONTENTS.map((each) => ({ value: each, label: t(`export.parts.${each}`) }))}
            />
          )}
          {!isEverybody && (
            <>
              <PersonSelect
                role="trainer"
                label={t('export.trainer')}
                placeholder={t('export.any_trainer')}
                value={trainer}
                onChange={setTrainer}
                disabled={isRunning}
                clearable
              />
              <NativeSelectField
                label={t('export.status')}
                value={status}
                disabled={isRunning}
                onChange={({ currentTarget }) => setStatus(currentTarget.value as typeof status)}
                data={[
                  { value: '', label: t('export.any_status') },
                  ...STATUSES.map((each) => ({ value: each, label: sessions(`phase.${each}`) })),
                ]}
              />
            </>
          )}
          {state.is === 'running' && (
            <div className={classes.progress} role="status">
              <progress aria-label={t('export.progress')} />
              <Text size="sm">
                {state.bytes ? t('export.so_far', { size: fileSize(state.bytes) }) : t('export.preparing')}
              </Text>
            </div>
          )}
          {error !== null && (
            <Alert color="red" role="alert">
              {hasCode(error, 'too_many_reports')
                ? t(secondsLeft ? 'export.too_many' : 'export.try_now', { count: secondsLeft })
                : problemText(error, core)}
            </Alert>
          )}
          <DialogFooter>
            <Button variant="default" onClick={isRunning ? cancel : onClose}>
              {core('action.cancel')}
            </Button>
            <Button
              type="submit"
              leftSection={<IconDownload size={18} />}
              loading={isRunning}
              disabled={secondsLeft > 0}
            >
              {t('export.start')}
            </Button>
          </DialogFooter>
        </Stack>
      </form>
    </AppModal>
  );
}
