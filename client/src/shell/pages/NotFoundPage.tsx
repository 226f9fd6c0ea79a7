import { Button } from '@mantine/core';
import { IconMapPinOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from '@/i18n';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { PageHeader } from '@/ui/layout/PageHeader';

/** Shown for URLs without a page. */
export default function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t('page.missing_title')} />
      <EmptyState icon={IconMapPinOff} text={t('page.missing_text')}>
        <Button component={Link} to="/">
          {t('action.go_home')}
        </Button>
      </EmptyState>
    </>
  );
}
