import { Paper, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './Card.module.css';

interface Props {
  title: string;
  /** To the right of the title: a link or a button. */
  action?: ReactNode;
  children: ReactNode;
}

/** A section of a page with its own heading. */
export function Card({ title, action, children }: Props) {
  const id = useId();
  return (
    <Paper withBorder component="section" aria-labelledby={id} className={classes.card}>
      <header className={classes.top}>
        <Title order={2} size="h4" id={id}>
          {title}
        </Title>
        {action}
      </header>
      {children}
    </Paper>
  );
}
