import { Button } from '@mantine/core';
import { IconMoodSad } from '@tabler/icons-react';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { useTranslation } from '@/i18n';
import { isMissingChunk } from '@/ui/chunks/chunkLoading';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { PageHeader } from '@/ui/layout/PageHeader';
import { ChunkErrorPage } from './ChunkErrorPage';

/** Replaces a page that crashed. The shell around it still works. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  if (isMissingChunk(error)) return <ChunkErrorPage error={error} />;
  return (
    <div role="alert">
      <PageHeader title={t('page.broken_title')} />
      <EmptyState icon={IconMoodSad} text={t('page.broken_text')}>
        <Button onClick={() => location.reload()}>{t('action.reload')}</Button>
        <Button component={Link} to="/" variant="default" onClick={reset}>
          {t('action.go_home')}
        </Button>
      </EmptyState>
    </div>
  );
}
