import classes from './charts.module.css';
import { labelled } from './scale';

/** The plot area in pixels: what is left after the axis labels. */
export interface Plot {
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** The centre of the nth column, and the maximum width of a column. */
  middle: (index: number) => number;
  step: number;
  y: (value: number) => number;
}

const LEFT = 40;
const TOP = 8;
const BOTTOM = 24;
const LABEL_WIDTH = 56;

export function plotOf(width: number, height: number, columns: number, most: number): Plot {
  const bottom = height - BOTTOM;
  const step = (width - LEFT) / Math.max(1, columns);
  return {
    left: LEFT,
    right: width,
    top: TOP,
    bottom,
    step,
    middle: (index) => LEFT + step * (index + 0.5),
    y: (value) => bottom - ((bottom - TOP) * value) / most,
  };
}

interface Props {
  plot: Plot;
  ticks: readonly number[];
  show: (tick: number) => string;
  labels: readonly string[];
}

/** Grid lines with their values on the left, and category names below. */
export function Axes({ plot, ticks, show, labels }: Props) {
  const has = labelled(labels.length, plot.right - plot.left, LABEL_WIDTH);
  return (
    <g>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className={classes.grid} x1={plot.left} x2={plot.right} y1={plot.y(tick)} y2={plot.y(tick)} />
          <text className={classes.tick} x={plot.left - 8} y={plot.y(tick)} dy="0.32em" textAnchor="end">
            {show(tick)}
          </text>
        </g>
      ))}
      {labels.map(
        (label, i) =>
          has(i) && (
            <text key={label} className={classes.tick} x={plot.middle(i)} y={plot.bottom + 18} textAnchor="middle">
              {label}
            </text>
          ),
      )}
    </g>
  );
}

interface HoverProps {
  plot: Plot;
  count: number;
  onPoint: (index: number | null) => void;
}

/** Hover targets: whole columns, however low their bars are. */
export function Columns({ plot, count, onPoint }: HoverProps) {
  return (
    <g>
      {Array.from({ length: count }, (_, i) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: columns are their places
          key={i}
          className={classes.hover}
          x={plot.middle(i) - plot.step / 2}
          y={plot.top}
          width={plot.step}
          height={plot.bottom - plot.top}
          onPointerEnter={() => onPoint(i)}
          onPointerLeave={() => onPoint(null)}
        />
      ))}
    </g>
  );
}
