/** What to do with an event, given the highest version of its stream that was handled (0 for none). */
export type Judgement = 'apply' | 'duplicate' | 'gap';

/**
 * Kafka may repeat records but never skip them: a version at or below the cursor was handled before, and a
 * predecessor above the cursor was lost on the way. Versions need not be consecutive, because not every
 * stored event is published.
 */
export const judge = (
  event: { readonly version: number; readonly previous: number },
  cursor: number,
): Judgement => {
  if (event.version <= cursor) return 'duplicate';
  return event.previous > cursor ? 'gap' : 'apply';
};

/** Groups items by key; each group is in the original order. */
export const byKey = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
};
