/**
 * The key of an event, with letters in lower case. On keyboards without Latin letters, such as Cyrillic and Greek ones, it
 * is the Latin letter in the same place.
 */
export function letterOf({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string {
  const place = key.length === 1 && key > '\u007f' ? /^Key([A-Z])$/.exec(code)?.[1] : undefined;
  return (place ?? (key.length === 1 ? key : '')).toLowerCase() || key;
}
