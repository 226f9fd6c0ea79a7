import { createFileRoute } from '@tanstack/react-router';
import { NotFoundPage } from '@/shell/pages/NotFoundPage';

export const Route = createFileRoute('/_app/$')({ component: NotFoundPage });
