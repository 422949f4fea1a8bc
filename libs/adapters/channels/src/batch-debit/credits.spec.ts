import { yuan } from '@canbao/money';
import type { Part } from '../tips/message';
import { creditStateIn } from './credits';

const credit = { creditNo: '000000000000000001', amount: yuan('1000.00') };
const answer = (change: object = {}): Part => ({
  DrawBackReturn2104: {
    OriVouNo: credit.creditNo,
    Amt: '1000.00',
    Result: '90000',
    DrawBackDate: '20261116',
    ReturnNo: 'R1',
    ...change,
  },
});

describe('what a bank says of a credit (2104)', () => {
  it.each(['90000', '94051'])('%s: the account has the money', (Result) =>
    expect(creditStateIn(answer({ Result }), credit)).toEqual({
      status: 'refunded',
      refundedAt: '2026-11-16T00:00:00.000+08:00',
      channelRefundNo: 'R1',
    }),
  );
  it.each([
    ['24001', 'account-not-found'],
    ['24004', 'account-closed'],
    ['24777', 'refused-by-bank'],
  ])('%s is a refusal: %s', (Result, reason) =>
    expect(creditStateIn(answer({ Result }), credit)).toEqual({ status: 'refused', reason }),
  );
  it('94999: the bank works on it', () =>
    expect(creditStateIn(answer({ Result: '94999' }), credit)).toEqual({ status: 'under-way' }));
  it.each(['77777', '240', '24', '?', ''])('%j is no answer: nobody knows', (Result) =>
    expect(creditStateIn(answer({ Result }), credit)).toEqual({ status: 'unknown', said: Result }),
  );
  it.each([
    ['another credit', { OriVouNo: '000000000000000002' }],
    ['another amount', { Amt: '1000.01' }],
  ])('about %s says nothing of this one', (_, change) =>
    expect(creditStateIn(answer(change), credit)).toEqual({ status: 'unknown', said: 'another credit' }),
  );
  it.each([
    ['day', { DrawBackDate: '' }],
    ['number', { ReturnNo: '' }],
  ])('without a %s is not believed', (_, change) =>
    expect(creditStateIn(answer(change), credit)).toEqual({ status: 'unknown', said: 'no date or number' }),
  );
});
