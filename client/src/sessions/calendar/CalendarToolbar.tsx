import { ActionIcon, Button, SegmentedControl, Title } from '@mantine/core';
import '@mantine/core/styles/FloatingIndicator.layer.css';
import '@mantine/core/styles/SegmentedControl.layer.css';
import { IconChevronLeft, IconChevronRight, IconFilter } from '@tabler/icons-react';
import { useTranslation } from '@/i18n';
import { serverNow } from '@/lib/serverClock';
import classes from './CalendarToolbar.module.css';
import { dayOf, periodOf, stepped, titleOf, VIEWS, type View } from './range';

interface Props {
  view: View;
  day: string;
  onChange: (to: { view?: View; day?: string }) => void;
  /** The number of active filters. */
  filters: number;
  areFiltersOpen: boolean;
  onFilters: () => void;
}

/** Chooses the period and the view. */
export function CalendarToolbar({ view, day, onChange, filters, areFiltersOpen, onFilters }: Props) {
  const { t } = useTranslation('sessions');
  const today = dayOf(new Date(serverNow()));
  return (
    <div className={classes.toolbar}>
      <div className={classes.steps}>
        <Button variant="default" onClick={() => onChange({ day: today })}>
          {t('calendar.today')}
        </Button>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t(`calendar.previous.${view}`)}
          onClick={() => onChange({ day: stepped(view, day, -1) })}
        >
          <IconChevronLeft size={20} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t(`calendar.next.${view}`)}
          onClick={() => onChange({ day: stepped(view, day, 1) })}
        >
          <IconChevronRight size={20} aria-hidden />
        </ActionIcon>
      </div>
      <Title order={2} className={classes.title} aria-live="polite">
        {titleOf(view, periodOf(view, day))}
      </Title>
      <Button
        variant={filters > 0 ? 'light' : 'default'}
        leftSection={<IconFilter size={16} aria-hidden />}
        aria-expanded={areFiltersOpen}
        onClick={onFilters}
      >
        {filters > 0 ? t('calendar.filters', { count: filters }) : t('calendar.filter')}
      </Button>
      <SegmentedControl
        className={classes.views}
        aria-label={t('calendar.view')}
        value={view}
        onChange={(chosen) => onChange({ view: chosen as View })}
        data={VIEWS.map((value) => ({ value, label: t(`calendar.views.${value}`) }))}
      />
    </div>
  );
}
