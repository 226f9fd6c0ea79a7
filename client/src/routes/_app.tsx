import { createFileRoute } from '@tanstack/react-router';
import { requireOwnPassword } from '@/auth/guards';
import { Layout } from '@/shell/Layout';

export const Route = createFileRoute('/_app')({ beforeLoad: requireOwnPassword, component: Layout });
