import { useNavigate, useSearch } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import type { User } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { SearchField } from '@/ui/fields/SearchField';
import { PageHeader } from '@/ui/layout/PageHeader';
import classes from './AssignmentsPage.module.css';
import { AssignTrainerModal } from './lazyModals';
import { MyTrainees } from './MyTrainees';
import { SearchResults } from './SearchResults';
import { TrainerGroups } from './TrainerGroups';
import { UnassignedTrainees } from './UnassignedTrainees';

/** The assignments: all of them for admins, who can change them, and their own trainees for trainers. */
export default function AssignmentsPage() {
  const { t } = useTranslation('assignments');
  const me = useMe();
  const { managePeople } = usePermissions();
  const { q } = useSearch({ from: '/_app/assignments' });
  const navigate = useNavigate({ from: '/assignments' });
  const [assigning, setAssigning] = useState<User | null>(null);
  return (
    <>
      <PageHeader title={t('title')} lead={t(managePeople ? 'lead_admin' : 'lead_trainer')} />
      <search className={classes.search}>
        <SearchField
          label={t(managePeople ? 'search' : 'search_own')}
          value={q}
          onChange={(typed) => void navigate({ search: { q: typed }, replace: true, resetScroll: false })}
        />
      </search>
      {managePeople ? (
        <div className={classes.sections}>
          <UnassignedTrainees q={q} onAssign={setAssigning} />
          {q && <SearchResults q={q} onAssign={setAssigning} />}
          <TrainerGroups key={q} q={q} onAssign={setAssigning} />
        </div>
      ) : (
        <MyTrainees trainerId={me.id} q={q} />
      )}
      {assigning && (
        <Suspense>
          <AssignTrainerModal user={assigning} onClose={() => setAssigning(null)} />
        </Suspense>
      )}
    </>
  );
}
