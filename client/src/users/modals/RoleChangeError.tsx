import { hasCode } from '@/api/problem';
import type { User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { AnchorLink } from '@/ui/layout/links';

/** Why somebody's role cannot be changed, and where to do something about it. */
export function RoleChangeError({ error, user }: { error: unknown; user: User }) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  if (hasCode(error, 'last_admin')) return core('problem.last_admin');
  if (hasCode(error, 'has_assignments')) {
    return (
      <>
        {t('edit.has_assignments')}{' '}
        <AnchorLink size="sm" to="/users/$userId" params={{ userId: String(user.id) }} search={{ dialog: 'assign' }}>
          {t('edit.see_assignments')}
        </AnchorLink>
      </>
    );
  }
  const whose = user.role === 'trainee' ? { trainee_id: user.id } : { trainer_id: user.id };
  return (
    <>
      {t('edit.has_sessions')}{' '}
      <AnchorLink size="sm" to="/sessions" search={{ ...whose, status: 'scheduled' }}>
        {t('edit.see_sessions')}
      </AnchorLink>
    </>
  );
}
