import { IconUserOff } from '@tabler/icons-react';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { ButtonLink } from '@/ui/layout/links';
import type { UserSearch } from '../model/search';

/** A list without rows: why, and the way out of it. */
export function EmptyUserList({ search }: { search: UserSearch }) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const isAdmin = useMe().role === 'admin';
  const { q, role, page } = search;
  const text = q ? t('empty.search', { q }) : role ? t('empty.role', { role: core(`role.${role}`) }) : t('empty.page');
  return (
    <EmptyState icon={IconUserOff} title={t('empty.title')} text={text}>
      {(q || role || page) && (
        <ButtonLink to="/users" variant="default">
          {t('empty.show_all')}
        </ButtonLink>
      )}
      {isAdmin && (
        <ButtonLink to="/users" search={{ ...search, page: undefined, create: true }}>
          {core('action.new_user')}
        </ButtonLink>
      )}
    </EmptyState>
  );
}
