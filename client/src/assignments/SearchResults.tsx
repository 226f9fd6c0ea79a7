import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { PersonRow, usersQuery } from '@/people';
import { AnchorLink } from '@/ui/layout/links';
import { Panel } from '@/ui/layout/Panel';
import classes from './personList.module.css';
import { assignmentsQuery } from './queries';

const MAX_RESULTS = 10;

interface Props {
  q: string;
  onAssign: (user: User) => void;
}

/** Trainees who match the search, each with their trainers. Renders nothing if there are none. */
export function SearchResults({ q, onAssign }: Props) {
  const { t } = useTranslation('assignments');
  const trainees = useQuery({
    ...usersQuery({ role: 'trainee', q, deactivated: false, order: 'name', limit: MAX_RESULTS }),
    placeholderData: keepPreviousData,
  });
  if (!trainees.data?.items.length) return null;
  return (
    <Panel title={t('groups.found_title')}>
      <ul className={classes.list}>
        {trainees.data.items.map((trainee) => (
          <PersonRow key={trainee.id} person={trainee} hint={<Trainers of={trainee} />}>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('assign_trainer_to', { name: trainee.name })}
              onClick={() => onAssign(trainee)}
            >
              {t('assign')}
            </Button>
          </PersonRow>
        ))}
      </ul>
    </Panel>
  );
}

function Trainers({ of: { id, first_name } }: { of: User }) {
  const { t } = useTranslation('assignments');
  const { data } = useQuery(assignmentsQuery({ student_id: id }));
  if (data?.items.length === 0) return t('no_trainer', { name: first_name });
  return (
    <span className={classes.inline}>
      {data?.items.map(({ teacher }) => (
        <AnchorLink key={teacher.id} size="sm" to="/users/$userId" params={{ userId: String(teacher.id) }}>
          {teacher.name}
        </AnchorLink>
      ))}
    </span>
  );
}
