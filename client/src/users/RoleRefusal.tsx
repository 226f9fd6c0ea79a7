import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { hasCode } from '@/api/problem';
import type { User } from '@/api/types';
import { useTranslation } from '@/i18n';

/** Why somebody's role cannot be changed, and where to do something about it. */
export function RoleRefusal({ error, user }: { error: unknown; user: User }) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  if (hasCode(error, 'last_admin')) return core('problem.last_admin');
  if (hasCode(error, 'has_assignments')) {
    return (
      <>
        {t('edit.has_assignments')}{' '}
        <Anchor size="sm" component={Link} to={`/users/${user.id}`} search={{ dialog: 'assign' }}>
          {t('edit.see_assignments')}
        </Anchor>
      </>
    );
  }
  const whose = user.role === 'trainee' ? { trainee_id: user.id } : { trainer_id: user.id };
  return (
    <>
      {t('edit.has_sessions')}{' '}
      <Anchor size="sm" component={Link} to="/sessions" search={{ ...whose, status: 'scheduled' }}>
        {t('edit.see_sessions')}
      </Anchor>
    </>
  );
}
