import classes from './Avatar.module.css';

const TONES = 6;

/** The first letters of the first and the last word of a name. */
export const initialsOf = (name: string) => {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return ends
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
};

interface Props {
  id: number;
  name: string;
  size?: 'sm' | 'lg';
}

/** Initials in a circle; a person always has the same colour. The name is next to it. */
export function Avatar({ id, name, size = 'sm' }: Props) {
  return (
    <span
      aria-hidden
      className={classes.mark}
      data-size={size}
      data-tone={id % TONES}
      data-initials={initialsOf(name)}
    />
  );
}
