import { day } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import type { AccountEvent, RefundOutcome } from '..';
import { account, decidedBy, may, pension } from '../../test/accounts';

const posting = { ...pension, month: may };
const refuse = { type: 'NotePostingRefused', ...posting, reason: 'person frozen' } as const;
const settle = { type: 'NotePostingSettled', ...posting } as const;
const refused: AccountEvent = {
  type: 'PostingRefusalNoted',
  data: { ...posting, reason: 'person frozen' },
};
const settled: AccountEvent = { type: 'PostingRefusalSettled', data: posting };

describe("a bureau's refusal to book a month", () => {
  it('is noted, once', () => given(account).when(refuse).then(refused));
  it('for another reason is a new fact', () =>
    given(account, refused)
      .when({ ...refuse, reason: 'unknown person' })
      .then({ type: 'PostingRefusalNoted', data: { ...posting, reason: 'unknown person' } }));
  it('is settled, once', () => given(account, refused).when(settle).then(settled));
  it('that never was is not settled', () => given(account).when(settle).thenNothing());
  it('may come again', () => given(account, refused, settled).when(refuse).then(refused));
});

describe('a refused month that an operator gives up', () => {
  const paid: AccountEvent = { type: 'MonthsPaid', data: { ...pension, months: [may] } };
  const request = { type: 'NoteRefundRequest', ...posting } as const;
  const withdraw = { type: 'NoteRefundWithdrawal', ...posting } as const;
  const requested: AccountEvent = { type: 'RefundRequestNoted', data: posting };
  const withdrawn: AccountEvent = { type: 'RefundWithdrawalNoted', data: posting };
  const refundCase = { ...posting, because: 'posting-refused' } as const;
  const opened: AccountEvent = { type: 'RefundCaseOpened', data: refundCase };
  const closed = (closedBecause: RefundOutcome): AccountEvent => ({
    type: 'RefundCaseClosed',
    data: { ...refundCase, closedBecause },
  });
  const givenUp = [paid, refused, requested, opened];

  it('has a refund case', () => given(account, paid, refused).when(request).then(requested, opened));
  it('has none when the request is withdrawn', () =>
    given(account, ...givenUp)
      .when(withdraw)
      .then(withdrawn, closed('refund-withdrawn')));
  it('has none when the bureau has booked it after all', () =>
    given(account, ...givenUp)
      .when(settle)
      .then(settled, closed('posting-settled')));
  it('has none when its money has gone back', () =>
    given(account, ...givenUp)
      .when({ type: 'NoteReopened', ...pension, months: [may], orderId: 'order-1' })
      .then(
        { type: 'MonthsReopened', data: { ...pension, months: [may], orderId: 'order-1' } },
        closed('refunded'),
      ));
  it('has none when it is paid and refused anew', () =>
    expect(
      decidedBy(
        refuse,
        ...givenUp,
        { type: 'MonthsReopened', data: { ...pension, months: [may], orderId: 'order-1' } },
        closed('refunded'),
        paid,
      ),
    ).toEqual([refused]));
  it('keeps its case when the bureau gives another reason', () =>
    given(account, ...givenUp)
      .when({ ...refuse, reason: 'unknown person' })
      .then({ type: 'PostingRefusalNoted', data: { ...posting, reason: 'unknown person' } }));
  it('whose payer turns out to have died has a case for that reason alone', () => {
    const death = { ...pension, on: day('2022-04-10') };
    const [, ...cases] = decidedBy({ type: 'NoteDeath', ...death }, ...givenUp);
    const because = { ...posting, because: 'death' };
    expect(cases).toEqual([closed('superseded'), { type: 'RefundCaseOpened', data: because }]);
    expect(
      decidedBy(withdraw, ...givenUp, { type: 'DeathNoted', data: death }, ...(cases as AccountEvent[])),
    ).toEqual([withdrawn]);
  });
  it('is no such month when it was not refused', () => given(account, paid).when(request).thenNothing());
  it('is not one whose request was never made', () =>
    given(account, paid, refused).when(withdraw).thenNothing());
});
