import { Button, Text } from '@mantine/core';
import { IconCloudOff, IconMoodSad } from '@tabler/icons-react';
import { ApiProblem, hasCode, Unreachable } from '@/api/problem';
import { useTranslation } from '@/i18n';
import { problemText } from '@/i18n/problemText';
import { EmptyState } from './EmptyState';

interface Props {
  error: unknown;
  onRetry?: (() => void) | undefined;
}

/** Shown when something could not be loaded: why, and what the user can do about it. */
export function ErrorState({ error, onRetry }: Props) {
  const { t } = useTranslation();
  const isGone = hasCode(error, 'not_found');
  const requestId = error instanceof ApiProblem && error.status >= 500 ? error.requestId : null;
  return (
    <div role="alert">
      <EmptyState
        icon={error instanceof Unreachable ? IconCloudOff : IconMoodSad}
        title={t(isGone ? 'page.gone_title' : 'page.failed_title')}
        text={problemText(error, t)}
      >
        {onRetry && !isGone && <Button onClick={onRetry}>{t('action.try_again')}</Button>}
        {requestId && (
          <Text size="sm" c="dimmed">
            {t('error.request_id', { id: requestId })}
          </Text>
        )}
      </EmptyState>
    </div>
  );
}
