import { instant } from '@canbao/calendar';
import { orderId } from '../../test/fixtures';
import { originalOf, type RecordedReceipt } from '../index';

const receipt = (n: number, day: string, status = 'paid'): RecordedReceipt => ({
  orderId: orderId(n),
  status,
  receiptNo: `SD${day}0000000000000000000${n}`,
});
const meant = (time: string, ...recorded: RecordedReceipt[]) =>
  originalOf({ at: instant(`2022-05-18T${time}+08:00`) }, recorded);

describe('a reversal', () => {
  it('means nothing while no money was recorded under its number', () =>
    expect(meant('12:00:00.000')).toBeUndefined());
  it.each([
    ['of today before one of yesterday', [receipt(1, '20220517'), receipt(2, '20220518')], 2],
    ['of tomorrow before one of today', [receipt(1, '20220518'), receipt(2, '20220519')], 2],
    ['of yesterday where there is none of today', [receipt(1, '20220517')], 1],
    ['of the latest day', [receipt(1, '20220515'), receipt(2, '20220516'), receipt(3, '20220514')], 2],
    ['of today that was reversed', [receipt(1, '20220518', 'reversed'), receipt(2, '20220517')], 1],
    ['of yesterday before a reversed one', [receipt(1, '20220516', 'reversed'), receipt(2, '20220515')], 2],
    ['that comes first, of two of one day', [receipt(1, '20220518'), receipt(2, '20220518')], 1],
  ])('means the collection %s', (_, recorded, n) =>
    expect(meant('12:00:00.000', ...recorded)).toBe(orderId(n)),
  );
  it.each([
    ['20220417', orderId(1)],
    ['20220416', undefined],
  ])('means one of %s or none: by then the number is in use again', (day, expected) =>
    expect(meant('12:00:00.000', receipt(1, day))).toBe(expected),
  );
  it.each([
    ['00:00:00.000', orderId(1)],
    ['00:04:59.999', orderId(1)],
    ['00:05:00.000', undefined],
  ])('at %s means a reversed one of yesterday only as a repeat that crossed midnight', (time, expected) =>
    expect(meant(time, receipt(1, '20220517', 'reversed'))).toBe(expected),
  );
  it('never means a reversed one of the day before', () =>
    expect(meant('00:00:00.000', receipt(1, '20220516', 'reversed'))).toBeUndefined());
});
