import { createFileRoute } from '@tanstack/react-router';
import { Layout } from '@/app/Layout';
import { requireOwnPassword } from '@/auth/guards';

export const Route = createFileRoute('/_app')({ beforeLoad: requireOwnPassword, component: Layout });
