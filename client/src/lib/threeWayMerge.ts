/** The fields of `after` that differ: all that is sent, so that somebody else's change of another field stays. */
export function changedFields<Fields extends object>(before: Fields, after: Fields): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(after).filter(([field, value]) => value !== before[field as keyof Fields]),
  ) as Partial<Fields>;
}

/** The fields of `base` that both sides changed, and not to the same: a person has to decide about them. */
export function conflictingFields<Fields extends object>(base: Fields, mine: Fields, theirs: Fields): (keyof Fields)[] {
  const both = (Object.keys(base) as (keyof Fields)[]).filter(
    (field) => mine[field] !== base[field] && theirs[field] !== base[field],
  );
  return both.filter((field) => mine[field] !== theirs[field]);
}
