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
  const isAway = error instanceof Unreachable;
  const isGone = hasCode(error, 'not_found');
  const requestId = error instanceof ApiProblem && error.status >= 500 ? error.requestId : null;
  return (
    <div role="alert">
      <EmptyState
        icon={isAway ? IconCloudOff : IconMoodSad}
        title={t(isGone ? 'page.gone_title' : 'page.failed_title')}
        // Only what is read is read again; what was to be saved is not saved behind anybody's back.
        text={isAway ? t('error.retrying') : problemText(error, t)}
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
