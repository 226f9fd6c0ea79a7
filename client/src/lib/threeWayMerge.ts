/** The fields of `after` that differ. Only these are sent, so that other people's changes to other fields are kept. */
export function changedFields<Fields extends object>(before: Fields, after: Fields): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(after).filter(([field, value]) => value !== before[field as keyof Fields]),
  ) as Partial<Fields>;
}

/** The fields of `base` that both sides changed to different values, so that the user has to decide. */
export function conflictingFields<Fields extends object>(base: Fields, mine: Fields, theirs: Fields): (keyof Fields)[] {
  const both = (Object.keys(base) as (keyof Fields)[]).filter(
    (field) => mine[field] !== base[field] && theirs[field] !== base[field],
  );
  return both.filter((field) => mine[field] !== theirs[field]);
}
