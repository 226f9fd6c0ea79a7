import { ActionIcon, Button } from '@mantine/core';
import {
  IconAdjustmentsHorizontal,
  IconCalendarDot,
  IconChevronLeft,
  IconChevronRight,
  IconFilter,
  IconPlus,
} from '@tabler/icons-react';
import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from '@/i18n';
import { viewerZone, zoneHeading } from '@/i18n/formatDates';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { NativeSelectField } from '@/ui/fields/NativeSelectField';
import { Segmented } from '@/ui/fields/Segmented';
import { CONTENT_HEADING } from '@/ui/layout/focus';
import type { CalendarSearch } from '../model/search';
import classes from './CalendarBar.module.css';
import { offsetsOf, stepped, titleOf, VIEWS, type View } from './grid/range';
import type { useCalendarView } from './useCalendarView';

const CalendarFilters = lazyWithRetry(() => import('./CalendarFilters'));
const ViewOptions = lazyWithRetry(() => import('./ViewOptions'));

interface Props {
  shown: ReturnType<typeof useCalendarView>;
  /** Omitted for those who plan no sessions. */
  onNew: (() => void) | undefined;
}

const FILTERS = ['status', 'trainer_id', 'trainee_id'] as const satisfies readonly (keyof CalendarSearch)[];

/** The one bar of the calendar: the period, the way to others, what is shown of it, and a new session. */
export function CalendarBar({ shown, onNew }: Props) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const { view, day, today, search, isPhone, change } = shown;
  const title = titleOf(view, day);
  const zone = `${zoneHeading(viewerZone())} (${offsetsOf(view, day)})`;
  useEffect(() => {
    document.title = `${t('calendar.title')}: ${title} · ${core('product')}`;
  }, [title, t, core]);
  const filters = FILTERS.filter((name) => search[name] !== undefined).length;
  const filterLabel = filters > 0 ? t('calendar.filters', { count: filters }) : t('calendar.filter');
  // The week is for screens that have room for it.
  const views = VIEWS.filter((each) => each !== (isPhone ? 'week' : 'three') || each === view);
  const data = views.map((value) => ({ value, label: t(`calendar.views.${value}`) }));
  const go = (by: 1 | -1) => change({ day: stepped(view, day, by) });
  return (
    <header className={classes.bar}>
      <h1 id={CONTENT_HEADING} tabIndex={-1} className={classes.title} aria-live="polite">
        <span className={classes.hidden}>{`${t('calendar.title')}, `}</span>
        {isPhone ? titleOf(view, day, true) : title}
      </h1>
      <div className={classes.steps}>
        {isPhone ? (
          <BarIcon label={t('calendar.today')} icon={IconCalendarDot} onClick={() => change({ day: today })} />
        ) : (
          <Button variant="default" size="xs" onClick={() => change({ day: today })}>
            {t('calendar.today')}
          </Button>
        )}
        <BarIcon label={t(`calendar.previous.${view}`)} icon={IconChevronLeft} onClick={() => go(-1)} />
        <BarIcon label={t(`calendar.next.${view}`)} icon={IconChevronRight} onClick={() => go(1)} />
      </div>
      <span className={classes.zone}>{zone}</span>
      <span className={classes.space} />
      {isPhone ? (
        <NativeSelectField
          className={classes.view ?? ''}
          size="xs"
          aria-label={t('calendar.view')}
          value={view}
          onChange={({ currentTarget }) => change({ view: currentTarget.value as View })}
          data={data}
        />
      ) : (
        <Segmented
          size="xs"
          label={t('calendar.view')}
          value={view}
          onChange={(chosen) => change({ view: chosen })}
          options={data}
        />
      )}
      {isPhone || (
        <BarPanel label={filterLabel} icon={IconFilter} isMarked={filters > 0}>
          <CalendarFilters shown={search} onChange={change} />
        </BarPanel>
      )}
      <BarPanel label={t('calendar.options')} icon={IconAdjustmentsHorizontal} isMarked={isPhone && filters > 0}>
        {isPhone && <CalendarFilters shown={search} onChange={change} />}
        <ViewOptions shown={shown} zone={zone} />
      </BarPanel>
      {onNew &&
        (isPhone ? (
          <BarIcon label={core('action.new_session')} icon={IconPlus} isFilled onClick={onNew} />
        ) : (
          <Button size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={onNew}>
            {core('action.new_session')}
          </Button>
        ))}
    </header>
  );
}

interface IconProps {
  label: string;
  icon: typeof IconPlus;
  isFilled?: boolean;
  onClick: () => void;
  expanded?: boolean;
  isMarked?: boolean;
}

function BarIcon({ label, icon: Icon, isFilled = false, onClick, expanded, isMarked = false }: IconProps) {
  return (
    <ActionIcon
      variant={isFilled ? 'filled' : isMarked ? 'light' : 'subtle'}
      color={isFilled || isMarked ? '' : 'gray'}
      size={30}
      aria-label={label}
      title={label}
      aria-expanded={expanded}
      onClick={onClick}
    >
      <Icon size={18} aria-hidden />
    </ActionIcon>
  );
}

interface PanelProps {
  label: string;
  icon: typeof IconPlus;
  isMarked?: boolean;
  children: ReactNode;
}

/** A button with a panel below it, which Escape and a press elsewhere close. */
function BarPanel({ label, icon, isMarked = false, children }: PanelProps) {
  const [isOpen, setOpen] = useState(false);
  const around = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const press = ({ target }: PointerEvent) => {
      // The list of a field in here is elsewhere in the document.
      if (!around.current?.contains(target as Node) && !(target as Element).closest('[role="listbox"]')) setOpen(false);
    };
    document.addEventListener('pointerdown', press, true);
    return () => document.removeEventListener('pointerdown', press, true);
  }, [isOpen]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears Escape from what is in it
    <div
      ref={around}
      className={classes.around}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || !isOpen) return;
        setOpen(false);
        around.current?.querySelector('button')?.focus();
      }}
    >
      <BarIcon label={label} icon={icon} isMarked={isMarked} expanded={isOpen} onClick={() => setOpen(!isOpen)} />
      {isOpen && (
        <div role="dialog" aria-label={label} className={classes.panel}>
          <Suspense>{children}</Suspense>
        </div>
      )}
    </div>
  );
}
