import { supersedes } from './supersedes';

it.each([
  ['the first fact counts', 1, 0, true],
  ['a later one counts', 3, 2, true],
  ['one that is known does not', 2, 2, false],
  ['an earlier one that arrives late does not', 1, 2, false],
  ['one without a revision counts while nothing is known', undefined, 0, true],
  ['one without a revision does not once another is known', undefined, 1, false],
])('%s', (_, revision, noted, counts) => expect(supersedes(revision, noted)).toBe(counts));
