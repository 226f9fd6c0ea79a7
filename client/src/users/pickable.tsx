import type { ComboboxLikeRenderOptionInput } from '@mantine/core';
import type { Person, User } from '@/api/types';
import classes from './pickable.module.css';

/** A person as an option: the name, and what tells namesakes apart. */
export interface Pickable {
  value: string;
  label: string;
  username?: string;
}

export const optionOf = (person: Person | User): Pickable => ({
  value: String(person.id),
  label: person.name,
  ...('username' in person && { username: person.username }),
});

/** Every option once; the first that says who it is wins. */
export const withoutRepeats = (options: readonly Pickable[]) =>
  options.filter(({ value }, i) => options.findIndex((other) => other.value === value) === i);

export const renderPickable = ({ option }: ComboboxLikeRenderOptionInput<{ value: string }>) => {
  const { label, username } = option as Pickable;
  return (
    <span className={classes.option}>
      <span>{label}</span>
      {username && <span className={classes.username}>{username}</span>}
    </span>
  );
};
