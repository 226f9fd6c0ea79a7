import { Button } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from '@/i18n';
import { SearchField } from '../fields/SearchField';
import classes from './FilterBar.module.css';

interface Props {
  /** What the search field is called. */
  label?: string;
  /** The text in the URL. */
  q?: string | undefined;
  /** Without it, there is no search field. */
  onSearch?: (q: string | undefined) => void;
  /** The filters that most people need, beside the search field. */
  children?: ReactNode;
  /** The others, behind a button; drawn only while they are in sight. */
  more?: (() => ReactNode) | undefined;
  /** How many of the others are set. */
  count?: number;
}

/** The one filter bar of lists: a search field, the common filters in one line, the others behind a button. */
export function FilterBar({ label = '', q, onSearch, children, more, count = 0 }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [isOpen, setOpen] = useState(count > 0);
  return (
    <search className={classes.bar}>
      <div className={classes.line}>
        {onSearch && <SearchField className={classes.search} label={label} value={q} onChange={onSearch} />}
        {children}
        {more && (
          <Button
            variant={count > 0 ? 'light' : 'default'}
            aria-expanded={isOpen}
            aria-controls={id}
            leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
            onClick={() => setOpen(!isOpen)}
          >
            {count > 0 ? t('list.filters_set', { count }) : t('list.filters')}
          </Button>
        )}
      </div>
      {more && (
        <div id={id} className={classes.more} hidden={!isOpen}>
          {isOpen && more()}
        </div>
      )}
    </search>
  );
}
