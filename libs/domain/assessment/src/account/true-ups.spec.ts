import { contractEvents, type ContractEvent, type ContractEventType } from '@canbao/contracts';
import { given } from '@canbao/event-sourcing/given';
import { pack } from '@canbao/rules';
import { account, enrolled, may, noon, pension, quote } from '../../test/accounts';
import { payables } from '../payables';
import { reactions } from '../reactions';
import type { AccountEvent } from './contribution-account.events';

const [orderId, other] = ['30000000-0000-4000-8000-000000000001', '30000000-0000-4000-8000-000000000002'];
const runId = '70000000-0000-4000-8000-000000000001';
const { personId } = pension;
const addition = {
  month: may,
  orderId,
  limit: '3980.00',
  base: '234.00',
  rate: '0.2',
  amount: '46.80',
  parts: { pooledFund: '28.08', personalAccount: '18.72' },
};
const told = (type: ContractEventType, data: object) => {
  const [command] = reactions({
    type,
    data: contractEvents[type].data.parse({ personId, ...data }),
  } as ContractEvent);
  if (command === undefined) throw new Error(`${type} means nothing`);
  return command;
};
const isAssessed = told('canbao.ledger.TrueUpsAssessed.v1', {
  runId,
  year: 2022,
  months: [addition],
  assessedAt: noon,
});
const isPaid = (by = other) =>
  told('canbao.ledger.TrueUpsSettled.v1', {
    orderId: by,
    district: '370102',
    months: [{ month: may, base: '234.00', rate: '0.2', amount: '46.80' }],
    total: '46.80',
    paidAt: noon,
  });
const reversed = { orderId: other, insurance: 'pension', reversedAt: noon };

const monthPaid: AccountEvent = { type: 'MonthsPaid', data: { ...pension, months: [may], orderId } };
const noted = {
  type: 'TrueUpsNoted',
  data: { personId, runId, months: [addition] },
} as unknown as AccountEvent;
const paid: AccountEvent = { type: 'TrueUpsPaid', data: { personId, months: [may], orderId: other } };
const reopened: AccountEvent = { type: 'TrueUpsReopened', data: { personId, months: [may], orderId: other } };
const shown = (...past: AccountEvent[]) => {
  const state = past.reduce(account.evolve, account.initial);
  return payables(pack('jinan'), { insurance: 'pension', state, events: [] }, noon).find(
    ({ month }) => month === may,
  );
};

describe('what final limits have added to a paid month', () => {
  it('is noted once for the order that paid the month, and makes the month payable with its item', () => {
    given(account, enrolled, monthPaid).when(isAssessed).then(noted);
    expect(shown(enrolled, monthPaid)).toMatchObject({ status: 'paid' });
    expect(shown(enrolled, monthPaid, noted)).toMatchObject({
      status: 'payable',
      items: ['pension-true-up'],
      total: '46.80',
    });
  });
  it('is quoted', () => {
    const { outcome } = given(account, enrolled, monthPaid, noted).when(quote({ months: [may] }));
    expect(outcome).toMatchObject({
      events: [
        { event: { type: 'QuoteIssued', data: { total: '46.80', lines: [{ item: 'pension-true-up' }] } } },
      ],
    });
  });
  it('is paid once, by whatever order, and the month is simply paid again', () => {
    given(account, enrolled, monthPaid, noted).when(isPaid()).then(paid);
    given(account, enrolled, monthPaid, noted, paid).when(isPaid(orderId)).thenNothing();
    expect(shown(enrolled, monthPaid, noted, paid)).toMatchObject({ status: 'paid' });
  });
  it('is owed again when its own money goes back; the month stays paid', () => {
    const taken = told('canbao.ledger.SettlementReversed.v1', {
      ...reversed,
      months: [],
      trueUpMonths: [may],
    });
    given(account, enrolled, monthPaid, noted, paid).when(taken).then(reopened);
    given(account, enrolled, monthPaid, noted).when(taken).thenNothing();
    expect(shown(enrolled, monthPaid, noted, paid, reopened)).toMatchObject({
      status: 'payable',
      total: '46.80',
    });
  });
  it('is owed no more when the money of the month went back', () => {
    const gone: AccountEvent = { type: 'MonthsReopened', data: { ...pension, months: [may], orderId } };
    const month = shown(enrolled, monthPaid, noted, gone);
    expect(month).toMatchObject({ status: 'payable', items: ['pension'] });
  });
  it.each([
    ['first', (gone: AccountEvent) => [reopened, gone]],
    ['last', (gone: AccountEvent) => [gone, reopened]],
  ])(
    'that was paid and goes back with its month, told %s, is not owed for another payment of it',
    (_, order) => {
      const gone: AccountEvent = { type: 'MonthsReopened', data: { ...pension, months: [may], orderId } };
      const anew: AccountEvent = {
        type: 'MonthsPaid',
        data: { ...pension, months: [may], orderId: '30000000-0000-4000-8000-000000000003' },
      };
      expect(shown(enrolled, monthPaid, noted, paid, ...order(gone), anew)).toMatchObject({ status: 'paid' });
    },
  );
  it('and months that go back together are told as two', () =>
    expect(
      reactions({
        type: 'canbao.ledger.SettlementReversed.v1',
        data: contractEvents['canbao.ledger.SettlementReversed.v1'].data.parse({
          personId,
          ...reversed,
          months: ['2022-04'],
          trueUpMonths: [may],
        }),
      } as ContractEvent).map(({ type }) => type),
    ).toEqual(['NoteReopened', 'NoteTrueUpsReopened']));
});
