import { Button, Title } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { usersQuery } from '@/people';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { ButtonLink } from '@/ui/layout/links';
import classes from './AssignmentsPage.module.css';
import { TrainerGroup } from './TrainerGroup';

const STEP = 12;

interface Props {
  q: string | undefined;
  onAssign: (user: User) => void;
}

/** Trainers by name, each with those they look after. Each card reads its own: a large organisation is never read whole. */
export function TrainerGroups({ q, onAssign }: Props) {
  const { t } = useTranslation('assignments');
  const [limit, setLimit] = useState(STEP);
  const trainers = useQuery({
    ...usersQuery({ role: 'trainer', q, order: 'name', limit }),
    placeholderData: keepPreviousData,
  });
  return (
    <section aria-labelledby="by-trainer">
      <div className={classes.heading}>
        <Title order={2} size="h3" id="by-trainer">
          {t('groups.title')}
        </Title>
      </div>
      <QueryBoundary query={trainers} skeleton={<LinesSkeleton lines={4} height={90} />}>
        {({ items, total }) => (
          <>
            {items.length === 0 && (
              <EmptyState icon={IconUsersGroup} text={q ? t('groups.none_found', { q }) : t('groups.no_trainers')}>
                {!q && (
                  <ButtonLink to="/users" search={{ create: true }}>
                    {t('groups.create')}
                  </ButtonLink>
                )}
              </EmptyState>
            )}
            <div className={classes.groups}>
              {items.map((trainer) => (
                <TrainerGroup key={trainer.id} trainer={trainer} onAssign={() => onAssign(trainer)} />
              ))}
            </div>
            {(total ?? 0) > items.length && (
              <div className={classes.more}>
                <Button variant="default" onClick={() => setLimit(limit + STEP)} loading={trainers.isPlaceholderData}>
                  {t('groups.more')}
                </Button>
              </div>
            )}
          </>
        )}
      </QueryBoundary>
    </section>
  );
}
