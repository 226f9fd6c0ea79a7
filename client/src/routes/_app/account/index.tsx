import { createFileRoute } from '@tanstack/react-router';
import { loadStrings } from '@/i18n';
import AccountPage from '@/users/account/AccountPage';

export const Route = createFileRoute('/_app/account/')({ loader: () => loadStrings('users'), component: AccountPage });
