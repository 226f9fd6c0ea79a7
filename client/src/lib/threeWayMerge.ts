/** Whether two values of a field mean the same: spaces around a text, and whether an empty one is there, do not matter. */
const isSameValue = (a: unknown, b: unknown) => a === b || plain(a) === plain(b);

const plain = (value: unknown) => JSON.stringify(typeof value === 'string' ? value.trim() : (value ?? ''));

const fieldsOf = <Fields extends object>(...all: readonly Fields[]) =>
  [...new Set(all.flatMap((fields) => Object.keys(fields)))] as (keyof Fields)[];

/** Whether no field differs. */
export const isSame = <Fields extends object>(a: Fields, b: Fields) =>
  fieldsOf(a, b).every((field) => isSameValue(a[field], b[field]));

/** The fields of `after` that differ. Only these are sent, so that other people's changes to other fields are kept. */
export const changedFields = <Fields extends object>(before: Fields, after: Fields) =>
  Object.fromEntries(
    Object.entries(after).filter(([field, value]) => !isSameValue(value, before[field as keyof Fields])),
  ) as Partial<Fields>;

/** The fields of `base` that both sides changed to different values, so that the user has to decide. */
export const conflictingFields = <Fields extends object>(base: Fields, mine: Fields, theirs: Fields) =>
  fieldsOf(base, mine, theirs).filter(
    (field) =>
      !isSameValue(mine[field], base[field]) &&
      !isSameValue(theirs[field], base[field]) &&
      !isSameValue(mine[field], theirs[field]),
  );

/** What `mine` changed, and everything else as it is in `theirs`. */
export const merged = <Fields extends object>(base: Fields, mine: Fields, theirs: Fields): Fields => ({
  ...theirs,
  ...changedFields(base, mine),
});
