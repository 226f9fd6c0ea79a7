import { Button } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from '@/i18n';
import classes from './Inbox.module.css';

/** Something that waits, with what can be done about it. */
export interface InboxItem {
  key: string;
  /** Where to read more about it. */
  link: { to: '/sessions/$sessionId'; id: number } | { to: '/users/$userId'; id: number };
  title: string;
  detail?: string | undefined;
  /** What to do, the likely one last. */
  actions: readonly InboxAction[];
}

export interface InboxAction {
  label: string;
  /** The label and what it is about, for screen readers. */
  name: string;
  run: () => void;
  isPrimary?: boolean;
}

interface Props {
  icon: TablerIcon;
  title: string;
  isUrgent?: boolean;
  /** How many there are altogether. */
  count: number;
  items: readonly InboxItem[];
  /** A link to those that are not among the items. */
  more: (text: string) => ReactNode;
}

const STEP = 6;

/** One kind of what waits. Up and down move between the rows; when one is done, the focus goes to the next. */
export function InboxList({ icon: Icon, title, isUrgent = false, count, items, more }: Props) {
  const { t } = useTranslation('dashboard');
  const [limit, setLimit] = useState(STEP);
  const { list, onFocus, onKeyDown } = useRowFocus();
  if (items.length === 0) return null;
  const hidden = items.length - limit;
  return (
    <section className={classes.group} aria-label={title}>
      <h3 className={classes.kind} data-urgent={isUrgent || undefined}>
        <Icon size={16} aria-hidden />
        {title}
        <span className={classes.count}>{count}</span>
      </h3>
      <ul ref={list} className={classes.list} onFocus={onFocus} onKeyDown={onKeyDown}>
        {items.slice(0, limit).map((item) => (
          <Row key={item.key} item={item} />
        ))}
      </ul>
      {hidden > 0 && (
        <Button variant="subtle" size="compact-sm" mt={4} onClick={() => setLimit(limit + items.length)}>
          {t('inbox.show', { count: hidden })}
        </Button>
      )}
      {hidden <= 0 && count > items.length && more(t('inbox.more', { count: count - items.length }))}
    </section>
  );
}

function Row({ item: { link, title, detail, actions } }: { item: InboxItem }) {
  const id = String(link.id);
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        {link.to === '/users/$userId' ? (
          <Link to={link.to} params={{ userId: id }} search={{ dialog: undefined }}>
            {title}
          </Link>
        ) : (
          <Link to={link.to} params={{ sessionId: id }} search={{ dialog: undefined }}>
            {title}
          </Link>
        )}
        {detail && <span>{detail}</span>}
      </div>
      <div className={classes.actions}>
        {actions.map(({ label, name, run, isPrimary }) => (
          <Button
            key={label}
            size="compact-sm"
            variant={isPrimary ? 'light' : 'default'}
            data-primary={isPrimary}
            aria-label={name}
            onClick={run}
          >
            {label}
          </Button>
        ))}
      </div>
    </li>
  );
}

/** Moves the focus between rows, and keeps it in the list when its row goes away. */
function useRowFocus() {
  const list = useRef<HTMLUListElement>(null);
  const last = useRef<{ element: Element; row: number } | null>(null);
  const buttonIn = (row: number) => {
    const rows = list.current?.children ?? [];
    const place = Math.max(0, Math.min(rows.length - 1, row));
    return rows[place]?.querySelector<HTMLElement>('[data-primary="true"]') ?? null;
  };
  const rowOf = (element: Element) => [...(list.current?.children ?? [])].findIndex((row) => row.contains(element));
  useEffect(() => {
    const gone = last.current;
    if (!gone || gone.element.isConnected) return;
    last.current = null;
    if (document.activeElement === document.body) buttonIn(gone.row)?.focus();
  });
  return {
    list,
    onFocus: ({ target }: { target: EventTarget }) => {
      last.current = { element: target as Element, row: rowOf(target as Element) };
    },
    onKeyDown: (event: KeyboardEvent) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      buttonIn(rowOf(event.target as Element) + by)?.focus();
    },
  };
}
