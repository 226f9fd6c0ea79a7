import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { PersonRow, usersQuery } from '@/people';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { Panel } from '@/ui/layout/Panel';
import classes from './personList.module.css';
import { unassignedQuery } from './queries';

const INITIAL_COUNT = 6;
const STEP_COUNT = 30;
const MAX_COUNT = 500;

interface Props {
  q: string | undefined;
  onAssign: (user: User) => void;
}

/** Trainees without a trainer. Shown first, because they need attention. */
export function UnassignedTrainees({ q, onAssign }: Props) {
  const { t } = useTranslation('assignments');
  const [limit, setLimit] = useState(INITIAL_COUNT);
  const trainees = useQuery({ ...unassignedQuery({ q, limit }), placeholderData: keepPreviousData });
  const anybody = useQuery({ ...usersQuery({ role: 'trainee', limit: 1 }), enabled: !q && trainees.data?.total === 0 });
  const isEmpty = !q && anybody.data?.total === 0;
  const count = trainees.data?.total ?? 0;
  return (
    <Panel title={t('unassigned.title')} note={count > 0 ? t('unassigned.text', { count }) : undefined}>
      <QueryBoundary query={trainees} skeleton={<LinesSkeleton lines={3} height={48} />}>
        {({ items, total }) => (
          <>
            {items.length === 0 && (
              <div className={classes.nothing}>
                {!isEmpty && <IconCircleCheck size={20} color="var(--tms-good)" aria-hidden />}
                {t(q ? 'unassigned.no_match' : isEmpty ? 'groups.empty' : 'unassigned.none', { q: q ?? '' })}
              </div>
            )}
            {items.length > 0 && (
              <ul className={classes.list}>
                {items.map((trainee) => (
                  <PersonRow key={trainee.id} person={trainee} hint={trainee.email}>
                    <Button
                      size="compact-sm"
                      aria-label={t('assign_trainer_to', { name: trainee.name })}
                      onClick={() => onAssign(trainee)}
                    >
                      {t('assign')}
                    </Button>
                  </PersonRow>
                ))}
              </ul>
            )}
            {(total ?? 0) > items.length && items.length < MAX_COUNT && (
              <div className={classes.foot}>
                <Button
                  variant="subtle"
                  size="compact-sm"
                  onClick={() => setLimit(Math.min(MAX_COUNT, limit + STEP_COUNT))}
                >
                  {t('unassigned.more')}
                </Button>
              </div>
            )}
          </>
        )}
      </QueryBoundary>
    </Panel>
  );
}
