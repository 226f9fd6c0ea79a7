import { createFileRoute } from '@tanstack/react-router';
import ChangePasswordPage from '@/auth/ChangePasswordPage';

export const Route = createFileRoute('/_app/account/password')({
  staticData: { title: ['core', 'nav.password'] },
  component: ChangePasswordPage,
});
