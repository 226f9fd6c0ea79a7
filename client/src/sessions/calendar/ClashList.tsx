import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Clash } from '@/api/types';
import { useTranslation } from '@/i18n';
import { fromTo } from '../fromTo';
import classes from './ClashList.module.css';

/** Who is elsewhere at that time, and where. */
export function ClashList({ clashes }: { clashes: readonly Clash[] }) {
  const { t } = useTranslation('sessions');
  return (
    <ul className={classes.list} tabIndex={clashes.length > 4 ? 0 : undefined}>
      {clashes.map(({ session_id, title, scheduled_date, ends_at, person }) => (
        <li key={`${session_id} ${person.id}`}>
          <Text component="span" size="sm" fw={600}>
            {person.name}
          </Text>{' '}
          {title ? (
            <Anchor
              size="sm"
              underline="always"
              renderRoot={(props) => (
                <Link to="/sessions/$sessionId" params={{ sessionId: String(session_id) }} {...props} />
              )}
            >
              {title}
            </Anchor>
          ) : (
            <Text component="span" size="sm">
              {t('move.other_session')}
            </Text>
          )}
          <Text size="sm" c="dimmed">
            {fromTo(scheduled_date, ends_at)}
          </Text>
        </li>
      ))}
    </ul>
  );
}
