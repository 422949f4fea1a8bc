import { day } from '@canbao/calendar';
import { identityRefusal } from './index';

const today = day('2022-05-18');
/** ISO 7064 MOD 11-2 by its recursion. */
const checked = (digits: string): string =>
  digits + '0123456789X'[(12 - [...digits].reduce((sum, digit) => ((sum + Number(digit)) * 2) % 11, 0)) % 11];
/** Area 990000 is not assigned to any place, so the number belongs to nobody. */
const right = checked('99000019900101001');
const wrong = right.slice(0, 17) + (right.endsWith('1') ? '2' : '1');

it.each([
  ['both are right', right, '张三', undefined],
  ['the number is wrong', wrong, '张三', 'identity-number-invalid'],
  ['the name is wrong', right, '<b>', 'name-invalid'],
  ['both are wrong: the number is named first', wrong, '<b>', 'identity-number-invalid'],
])('an identity is judged when %s', (_, number, name, reason) =>
  expect(identityRefusal({ idNumber: number, name }, today)).toBe(reason),
);
