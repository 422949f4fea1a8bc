import { day } from '@canbao/calendar';
import { checkDigitOf } from '@canbao/vocabulary';
import { assertPlain } from './plain-text';

const today = day('2025-03-01');
const figures = '37010219800101123';
const number = figures + checkDigitOf(figures);
const refused = (value: unknown): unknown => {
  try {
    assertPlain(value, 'body', today);
  } catch (error) {
    return error;
  }
  return undefined;
};

it.each([
  ['a field', { channelTransactionNo: number }, ['body.channelTransactionNo']],
  ['a field of a field', { filter: { reason: `为${number}办理` } }, ['body.filter.reason']],
  ['a list', { items: ['a', number] }, ['body.items.1']],
  ['two fields', { a: number, b: number }, ['body.a', 'body.b']],
])('an identity number in %s is refused by its path, and not repeated', (_, value, paths) => {
  const problem = refused(value);
  expect(problem).toMatchObject({
    code: 'personal-data-not-allowed',
    extra: { details: { issues: paths.map((path) => ({ path, message: expect.any(String) })) } },
  });
  expect(JSON.stringify(problem)).not.toContain(number);
});

it.each([
  ['the fields that are sealed', { idNumber: number, name: number }],
  ['a token', { quoteToken: number }],
  ['other numbers', { channelTransactionNo: '202503011234567890', amount: '1000.00' }],
  ['nothing', undefined],
])('%s may hold one, or hold none', (_, value) => expect(refused(value)).toBeUndefined());
