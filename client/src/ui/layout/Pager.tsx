import { Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { type FetchQueryOptions, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from '@/i18n';
import { numberOf } from '@/i18n/formatNumbers';
import { ButtonLink } from './links';
import classes from './Pager.module.css';

interface Props {
  page: number;
  size: number;
  /** The number of rows on this page. */
  shown: number;
  total: number | null;
  hasNext: boolean;
  /** The query of another page, which is prefetched just before the user goes there. */
  queryOf: (page: number) => object;
}

/** The one pager: which rows of how many, with links to the previous and next page, whose number is in the address. */
export function Pager({ page, size, shown, total, hasNext, queryOf }: Props) {
  const { t } = useTranslation();
  const first = (page - 1) * size + 1;
  return (
    <nav className={classes.pager} aria-label={t('list.pages')}>
      <Text role="status" size="sm" c="dimmed">
        {t('list.shown', {
          first: numberOf(first),
          last: numberOf(first + shown - 1),
          total: numberOf(total ?? first + shown - 1),
        })}
      </Text>
      {(page > 1 || hasNext) && (
        <div className={classes.turns}>
          <Turn to={page > 1 ? page - 1 : null} queryOf={queryOf}>
            <IconChevronLeft size={16} aria-hidden />
            {t('list.previous')}
          </Turn>
          <Turn to={hasNext ? page + 1 : null} queryOf={queryOf}>
            {t('list.next')}
            <IconChevronRight size={16} aria-hidden />
          </Turn>
        </div>
      )}
    </nav>
  );
}

interface TurnProps {
  /** Null if there is none; the button then stays in place and keeps the focus. */
  to: number | null;
  queryOf: Props['queryOf'];
  children: ReactNode;
}

function Turn({ to, queryOf, children }: TurnProps) {
  const queries = useQueryClient();
  const prepare = () => {
    if (to !== null) void queries.prefetchQuery(queryOf(to) as FetchQueryOptions);
  };
  return (
    <ButtonLink
      to="."
      search={((now: object) => (to === null ? now : { ...now, page: to === 1 ? undefined : to })) as never}
      variant="default"
      size="sm"
      preload={false}
      disabled={to === null}
      aria-disabled={to === null}
      onPointerEnter={prepare}
      onFocus={prepare}
    >
      {children}
    </ButtonLink>
  );
}
