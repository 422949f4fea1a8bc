import { z } from 'zod';
import { allOperations } from './api/all-operations';

/** Every `pattern` that a request is tested against, from the JSON schemas of all operations. */
const patternsOf = (json: unknown): string[] => {
  if (Array.isArray(json)) return json.flatMap(patternsOf);
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([name, value]) =>
    name === 'pattern' && typeof value === 'string' ? [value] : patternsOf(value),
  );
};
const jsonOf = (schema: z.ZodType): unknown =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
const patterns = [
  ...new Set(
    allOperations.flatMap(({ params, query, body, lines }) =>
      [params, query, body, ...(lines === undefined ? [] : [lines])].flatMap((part) =>
        patternsOf(jsonOf(part)),
      ),
    ),
  ),
];

/** As long as a body may be. */
const length = 256 * 1024;
const boundMs = 100;
const hostile = [
  '1',
  '0',
  'a',
  '-',
  '.',
  ' ',
  '1.',
  '1-',
  'a.',
  '12345678901234a',
  '2025-01',
  '\u3000',
  '姓',
].map((unit) => `${unit.repeat(length / unit.length)}!`);

describe('the pattern of a request', () => {
  it('is one of many', () => expect(patterns.length).toBeGreaterThan(10));
  it.each(patterns)('%s takes no longer than the text is long', (pattern) => {
    const expression = new RegExp(pattern, 'u');
    for (const text of hostile) {
      const before = process.threadCpuUsage();
      expression.test(text);
      const { user, system } = process.threadCpuUsage(before);
      expect((user + system) / 1000).toBeLessThan(boundMs);
    }
  });
});
