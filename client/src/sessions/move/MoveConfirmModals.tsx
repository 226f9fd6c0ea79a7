import { Button, Stack, Text } from '@mantine/core';
import { useTranslation } from '@/i18n';
import { dateTime, timeRange, viewerZone } from '@/i18n/formatDates';
import { AppModal } from '@/ui/modals/AppModal';
import { DialogFooter } from '@/ui/modals/DialogFooter';
import { VersionConflictModal } from '@/ui/modals/VersionConflictModal';
import { ConflictList } from '../parts/ConflictNotice';
import { endOf, type useMove } from './useMove';

/** What the user has to confirm before a session is moved: a conflict, or a move by somebody else. */
export default function MoveConfirmModals({ moving }: { moving: ReturnType<typeof useMove> }) {
  const { t } = useTranslation('sessions');
  const { conflict, overtaken, move, isPending, settle } = moving;
  return (
    <>
      <AppModal opened={conflict !== null} onClose={settle} title={t('move.conflict.title')}>
        {conflict && (
          <Stack>
            <Text>
              {t('move.conflict.text', {
                title: conflict.move.session.title,
                time: timeRange(conflict.move.start, endOf(conflict.move)),
              })}
            </Text>
            <ConflictList conflicts={conflict.conflicts} zone={viewerZone()} />
            <DialogFooter>
              <Button variant="default" onClick={settle}>
                {t('move.conflict.leave')}
              </Button>
              <Button variant="default" loading={isPending} onClick={() => move({ ...conflict.move, anyway: true })}>
                {t('move.conflict.anyway')}
              </Button>
              {conflict.nextFree !== null && (
                <Button
                  data-autofocus
                  loading={isPending}
                  onClick={() => move({ ...conflict.move, start: conflict.nextFree as number })}
                >
                  {t('move.conflict.next_free', { time: dateTime(conflict.nextFree) })}
                </Button>
              )}
            </DialogFooter>
          </Stack>
        )}
      </AppModal>
      <VersionConflictModal
        differences={
          overtaken && [
            {
              label: t('move.when'),
              mine: timeRange(overtaken.move.start, endOf(overtaken.move)),
              theirs: timeRange(overtaken.current.scheduled_date, overtaken.current.ends_at),
            },
          ]
        }
        onKeepMine={() => overtaken && move({ ...overtaken.move, session: overtaken.current })}
        onTakeTheirs={settle}
        onClose={settle}
      />
    </>
  );
}
