import { Text } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './EmptyState.module.css';

interface Props {
  icon: TablerIcon;
  title?: string;
  text: ReactNode;
  /** What to do next: one or two buttons. */
  children?: ReactNode;
}

/** Shown when there is nothing (yet): why, and what to do next. */
export function EmptyState({ icon: Icon, title, text, children }: Props) {
  return (
    <div className={classes.empty} data-empty>
      <Icon size={40} stroke={1.4} aria-hidden />
      {title && <Text fw={600}>{title}</Text>}
      <Text c="dimmed" maw="32rem">
        {text}
      </Text>
      {children && <div className={classes.actions}>{children}</div>}
    </div>
  );
}
