import type { DayDifference, DayLine } from './bureau-day.events';

/**
 * What is wrong with each line that the other side does not have alike, by person and month: a month that
 * both have with another amount is one difference. Lines that both sides have alike are left out before.
 */
export const dayDifferences = (
  ours: readonly DayLine[],
  theirs: readonly DayLine[],
): readonly DayDifference[] => {
  const [oursByKey, theirsByKey] = [Map.groupBy(ours, keyOf), Map.groupBy(theirs, keyOf)];
  const keys = new Set([...oursByKey.keys(), ...theirsByKey.keys()]);
  return [...keys].toSorted().flatMap((key) => {
    const [here, there] = [oursByKey.get(key) ?? [], theirsByKey.get(key) ?? []];
    return Array.from({ length: Math.max(here.length, there.length) }, (_, index) =>
      differenceOf(here[index], there[index]),
    );
  });
};

const keyOf = ({ personId, month, addition, kind }: DayLine): string =>
  [personId, month, addition ?? '', kind].join(' ');

const differenceOf = (here: DayLine | undefined, there: DayLine | undefined): DayDifference => {
  const { total: _, ...about } = (here ?? there) as DayLine;
  if (there === undefined)
    return { ...about, difference: 'missing-there', ...(here && { ours: here.total }) };
  if (here === undefined) return { ...about, difference: 'missing-here', theirs: there.total };
  return { ...about, difference: 'amount', ours: here.total, theirs: there.total };
};
