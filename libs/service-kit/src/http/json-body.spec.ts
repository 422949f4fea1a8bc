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
});
