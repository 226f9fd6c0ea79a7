import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Person } from '@/api/types';
import { AnchorLink } from '@/ui/layout/links';
import { Avatar } from './Avatar';
import classes from './PersonRow.module.css';

interface Props {
  person: Person;
  /** Under the name. */
  hint: ReactNode;
  /** On the right. */
  children?: ReactNode;
}

/** One person in a list, with actions. */
export function PersonRow({ person, hint, children }: Props) {
  return (
    <li className={classes.row}>
      <Avatar id={person.id} name={person.name} />
      <div className={classes.words}>
        <AnchorLink to="/users/$userId" params={{ userId: String(person.id) }} c="var(--tms-ink)" fw={550}>
          {person.name}
        </AnchorLink>
        <Text component="div" size="sm" c="dimmed">
          {hint}
        </Text>
      </div>
      {children}
    </li>
  );
}
