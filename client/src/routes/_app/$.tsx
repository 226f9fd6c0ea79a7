import { createFileRoute } from '@tanstack/react-router';
import { MissingPage } from '@/app/MissingPage';

export const Route = createFileRoute('/_app/$')({ component: MissingPage });
