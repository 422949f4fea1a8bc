import { byKey, judge } from './ordering';

describe('the judgement of an event', () => {
  it.each([
    ['apply', 'the first of a stream', 1, 0, 0],
    ['apply', 'the successor of the cursor', 5, 3, 3],
    ['apply', 'one whose unpublished predecessors leave a hole in the versions', 9, 3, 3],
    ['duplicate', 'the version at the cursor', 3, 2, 3],
    ['duplicate', 'a version below the cursor', 1, 0, 3],
    ['gap', 'one whose predecessor was never seen', 5, 4, 3],
    ['gap', 'a later one on a stream never seen', 2, 1, 0],
  ] as const)('is %s for %s', (expected, _, version, previous, cursor) =>
    expect(judge({ version, previous }, cursor)).toBe(expected),
  );
});

describe('grouping by key', () => {
  it('keeps the order within a key', () =>
    expect([...byKey(['a1', 'b1', 'a2', 'b2', 'a3'], (item) => item.charAt(0)).values()]).toEqual([
      ['a1', 'a2', 'a3'],
      ['b1', 'b2'],
    ]));
});
