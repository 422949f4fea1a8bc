import { instant } from '@canbao/calendar';
import { refusalOf } from './offer';

const now = instant('2022-05-18T12:00:00+08:00');
const order = (status: string, because: string | null = null) => ({
  status,
  because,
  pay_by: '2022-05-18T12:10:00.000+08:00',
});

describe('what WeChat is told of a number', () => {
  it.each([
    [order('open'), undefined],
    [order('paid'), 'nothing-owed'],
    [order('incomplete'), 'nothing-owed'],
    [order('in-suspense'), 'nothing-owed'],
    [order('reversed'), 'nothing-waiting'],
    [order('closing'), 'previous-unfinished'],
    [order('closed', 'expired'), 'past-acceptance'],
    [order('closed', 'paid-elsewhere'), 'nothing-owed'],
    [order('closed', 'closed-by-payer'), 'nothing-waiting'],
    [order('closed', 'not-registered'), 'not-registered'],
    [order('closed', 'person-deceased'), 'not-insured'],
    [order('closed', 'batch-debit'), 'batch-window'],
    [undefined, 'bill-unknown'],
  ])('%j: %s', (given, reason) => expect(refusalOf(given, now)).toBe(reason));

  it('changes at the instant the time to pay is over', () => {
    const payBy = { ...order('open'), pay_by: now };
    expect(refusalOf(payBy, now)).toBe('past-acceptance');
    expect(refusalOf(payBy, instant('2022-05-18T11:59:59.999+08:00'))).toBeUndefined();
  });
});
