import { Button } from '@mantine/core';
import { IconChartBar, IconTable } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from '@/i18n';
import { Panel } from '@/ui/layout/Panel';
import { ScrollableTable } from '@/ui/layout/ScrollableTable';
import { useWidth } from '@/ui/useWidth';
import classes from './charts.module.css';

const HEIGHT = 216;

/** The same numbers as a table, for people who cannot see the chart. */
export interface ChartTable {
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

interface Props {
  title: string;
  /** The chart in one sentence. */
  summary: string;
  table: ChartTable;
  /** Above the chart: the legend, or the values under the pointer. */
  legend: ReactNode;
  /** Draws the chart at this size in pixels. */
  children: (width: number, height: number) => ReactNode;
}

/** A chart with a heading, which can be shown as a table instead. */
export function Chart({ title, summary, table, legend, children }: Props) {
  const { t } = useTranslation('analytics');
  const [isTable, setTable] = useState(false);
  const Icon = isTable ? IconChartBar : IconTable;
  const toggle = (
    <Button
      size="compact-sm"
      variant="subtle"
      leftSection={<Icon size={16} aria-hidden />}
      aria-label={t(isTable ? 'chart.drawing_of' : 'chart.table_of', { title })}
      onClick={() => setTable(!isTable)}
    >
      {t(isTable ? 'chart.drawing' : 'chart.table')}
    </Button>
  );
  return (
    <Panel title={title} action={toggle}>
      {isTable ? (
        <Table title={title} {...table} />
      ) : (
        <>
          <div className={classes.legend}>{legend}</div>
          <Drawing label={`${title}. ${summary}`}>{children}</Drawing>
        </>
      )}
    </Panel>
  );
}

interface DrawingProps {
  label: string;
  children: Props['children'];
}

function Drawing({ label, children }: DrawingProps) {
  const ref = useRef<HTMLDivElement>(null);
  const width = useWidth(ref);
  return (
    <div ref={ref} className={classes.space}>
      {width > 0 && (
        <svg role="img" aria-label={label} width={width} height={HEIGHT} className={classes.svg}>
          {children(width, HEIGHT)}
        </svg>
      )}
    </div>
  );
}

function Table({ title, head, rows }: ChartTable & { title: string }) {
  return (
    <ScrollableTable className={classes.scroll} label={title}>
      <table className={classes.table}>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...values]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {values.map((value, i) => (
                <td key={head[i + 1]}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollableTable>
  );
}
