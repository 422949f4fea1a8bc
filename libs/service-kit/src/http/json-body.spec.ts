import fc from 'fast-check';
import { parseJsonBody } from './json-body';
import { Problem } from './problem';

const codeOf = (body: string | Buffer): string => {
  try {
    parseJsonBody(Buffer.from(body as string));
    return 'accepted';
  } catch (error) {
    return error instanceof Problem ? error.code : `fault ${String(error)}`;
  }
};
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('a body', () => {
  it('is read as JSON is', () =>
    expect(parseJsonBody(Buffer.from('{"amount":"749.20","items":["a",{"b":null}],"姓名":"𠮷"}'))).toEqual({
      amount: '749.20',
      items: ['a', { b: null }],
      姓名: '𠮷',
    }));
  it.each([
    ['in one object', '{"amount":"1.00","amount":"2.00"}'],
    ['deep inside', '{"a":[{"b":1,"b":2}]}'],
    ['by an escape', '{"amount":"1.00","\\u0061mount":"2.00"}'],
    ['after spaces', '{"a":1,"a" \n\t :2}'],
    ['after more spaces than a reader would look at', `{"a":1,"a"${' \n'.repeat(500)}:2}`],
    ['before more spaces', `{"a"${' '.repeat(65)}:1${'\t'.repeat(65)},${'\r'.repeat(65)}"a":2}`],
    ['after an inner object', '{"a":{"a":1},"a":2}'],
  ])('may not name a member twice %s', (_, body) => expect(codeOf(body)).toBe('duplicate-key'));
  it.each(['{"a":{"a":1}}', '[{"a":1},{"a":1}]', '{"a":"a","b":"a"}', '{"a":"\\"a\\":1,","b":1}'])(
    'may repeat a name elsewhere: %s',
    (body) => expect(codeOf(body)).toBe('accepted'),
  );
  it.each([
    '{"__proto__":{"role":"operator"}}',
    '{"a":{"constructor":1}}',
    '{"prototype":1}',
    '{"\\u005f_proto__":1}',
  ])('may not name the prototype: %s', (body) => expect(codeOf(body)).toBe('invalid-json'));
  it.each([
    [31, 'accepted'],
    [32, 'accepted'],
    [33, 'invalid-json'],
    [10_000, 'invalid-json'],
  ])('nested %i deep is %s', (depth, code) => expect(codeOf(nested(depth))).toBe(code));
  it.each([
    [1000, 'accepted'],
    [1001, 'invalid-json'],
  ])('with a list of %i is %s', (length, code) =>
    expect(codeOf(JSON.stringify(Array.from({ length }, () => 0)))).toBe(code),
  );
  it.each([
    '',
    ' ',
    '{',
    '{"a":1',
    '{"a":1}x',
    '{"a":1}{"a":2}',
    '{"a":1},',
    '{a:1}',
    "{'a':1}",
    '{"a":1,}',
    '[1,]',
    '// no\n{}',
    '{"a":01}',
    '{"a":.5}',
    '{"a":+1}',
    '{"a":0x10}',
    '{"a":NaN}',
    '{"a":Infinity}',
    '{"a":"\t"}',
    '{"\\x":1}',
    'undefined',
    '\ufeff{}',
    '{"a":"\\u0000"}',
    '{"a":"\\ud842"}',
    '{"a":["\\udfb7"]}',
  ])('is not %j', (body) => expect(codeOf(body)).toBe('invalid-json'));
  it('is UTF-8 and nothing else', () =>
    expect(
      [
        Buffer.from([0x22, 0xd5, 0xc5, 0x22]),
        Buffer.from([0x22, 0xc0, 0xaf, 0x22]),
        Buffer.from('{}', 'utf16le'),
      ].map(codeOf),
    ).toEqual(['invalid-json', 'invalid-json', 'invalid-json']));
  it('leaves a number a number, for the schema to refuse as money', () =>
    expect(parseJsonBody(Buffer.from('{"amount":749.20}'))).toEqual({ amount: 749.2 }));
  it('names a member twice exactly where a model says so', () =>
    fc.assert(
      fc.property(tree, (value) =>
        expect(codeOf(written(value))).toBe(repeats(value) ? 'duplicate-key' : 'accepted'),
      ),
    ));
});

/** An object as its members in order, so that a name can come twice. */
type Tree = string | number | readonly Tree[] | { readonly members: readonly (readonly [string, Tree])[] };
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: fc.constantFrom('a', '"', '\\', '{', ':', ',', ' ') }),
    fc.integer(),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.record({
      members: fc.array(fc.tuple(fc.constantFrom('a', 'b', '"a"', '\\', 'a:'), tie('tree')), {
        maxLength: 4,
      }),
    }),
  ),
}));
const written = (value: Tree): string => {
  if (typeof value !== 'object') return JSON.stringify(value);
  if (!('members' in value)) return `[${value.map(written).join(' ,')}]`;
  return `{${value.members.map(([name, of]) => `${JSON.stringify(name)} : ${written(of)}`).join(', ')}}`;
};
const repeats = (value: Tree): boolean => {
  if (typeof value !== 'object') return false;
  if (!('members' in value)) return value.some(repeats);
  const names = value.members.map(([name]) => name);
  return new Set(names).size < names.length || value.members.some(([, of]) => repeats(of));
};

/** How many bytes each shape may have, and how much thread time the longest may take, in ms. */
const [shortest, longest, boundMs] = [32 * 1024, 256 * 1024, 200];
const upTo = (size: number, begin: string, repeated: string, end = ''): string =>
  begin + repeated.repeat(Math.floor((size - begin.length - end.length) / repeated.length)) + end;
const hostile: readonly (readonly [string, (size: number) => string])[] = [
  ['escaped quotes', (size) => upTo(size, '', '\\"')],
  ['escaped quotes in a text', (size) => upTo(size, '{"a":"', '\\"', '"}')],
  ['a text without end', (size) => upTo(size, '"', 'a')],
  ['backslashes', (size) => upTo(size, '"', '\\')],
  ['open lists', (size) => upTo(size, '', '[')],
  ['open objects', (size) => upTo(size, '', '{"a":')],
  ['deep lists, closed', (size) => '['.repeat(size / 2) + ']'.repeat(size / 2)],
  ['quotes', (size) => upTo(size, '', '"')],
  ['empty texts', (size) => upTo(size, '[', '"",', '""]')],
  ['spaces', (size) => upTo(size, '', ' ')],
  ['spaces before a colon', (size) => upTo(size, '{"a"', ' ', ':1}')],
  ['spaces after every name', (size) => upTo(size, '{', `"a"${' '.repeat(63)}`)],
  ['escapes', (size) => upTo(size, '"', '\\u0041', '"')],
  [
    'a wide object',
    (size) => `{${Array.from({ length: size / 13 }, (_, index) => `"k${index}":1`).join(',')}}`,
  ],
  [
    'a wide object of like names',
    (size) =>
      `{${Array.from({ length: size / 13 }, (_, index) => `"${'\\u0061'.repeat(index % 2)}${index}":1`).join(',')}}`,
  ],
  ['one long number', (size) => upTo(size, '1', '0')],
  ['one long exponent', (size) => upTo(size, '1e', '9')],
  ['many numbers', (size) => upTo(size, '[', '1e308,', '1]')],
  ['commas', (size) => upTo(size, '[', ',')],
  ['colons', (size) => upTo(size, '{', ':')],
  ['comments', (size) => upTo(size, '', '/*')],
  ['a long name, twice', (size) => `{"${'n'.repeat(size / 2 - 10)}":1,"${'n'.repeat(size / 2 - 10)}":2}`],
];

describe('a hostile body takes time that grows with its size alone', () => {
  /** The least thread time of some readings, in ms: other processes and the collector disturb single ones. */
  const msOf = (body: Buffer, readings = 3): number =>
    Math.min(
      ...Array.from({ length: readings }, () => {
        const before = process.threadCpuUsage();
        codeOf(body);
        const { user, system } = process.threadCpuUsage(before);
        return (user + system) / 1000;
      }),
    );
  it.each(hostile)('%s', (_, shaped) => {
    const times: number[] = [];
    for (let size = shortest; size <= longest; size *= 2) times.push(msOf(Buffer.from(shaped(size))));
    expect(times.at(-1)).toBeLessThan(boundMs);
    // Eight times the size: a quadratic reader takes 64 times as long. Less than 3 ms cannot be timed here.
    expect(times.at(-1)).toBeLessThan(40 * Math.max(3, times[0] ?? 0));
  });
});
