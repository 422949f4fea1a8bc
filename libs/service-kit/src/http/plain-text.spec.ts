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

describe('a mobile number', () => {
  const phone = `139${'12345678'}`;
  it.each([
    ['reason', `请致电${phone}`],
    ['note', `139 1234 5678`],
    ['because', `+86-139-1234-5678`],
    ['purpose', phone],
  ])('is refused in %s, and not repeated', (field, text) => {
    const problem = refused({ [field]: text });
    expect(problem).toMatchObject({
      code: 'personal-data-not-allowed',
      extra: { details: { issues: [{ path: `body.${field}` }] } },
    });
    expect(JSON.stringify(problem)).not.toContain(text);
  });
  it.each([
    ['a number of a channel', { channelTransactionNo: phone }],
    ['a longer number', { reason: `流水号 4200${phone}01` }],
    ['no number', { reason: '身份证已核对，工单 2026-1126' }],
  ])('is not seen in %s', (_, value) => expect(refused(value)).toBeUndefined());
});
