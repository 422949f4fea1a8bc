import { day, month } from '@canbao/calendar';
import { contractEvents, strict } from '@canbao/contracts';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import { published, type AccountEvent, type RefundOutcome } from '..';
import {
  account,
  april,
  decidedBy,
  enrolled,
  insured,
  march,
  may,
  medical,
  medicalQuote,
  pension,
  quote,
} from '../../test/accounts';

const paid: AccountEvent = { type: 'MonthsPaid', data: { ...pension, months: [march, april, may] } };
const note = { type: 'NoteDeath', ...pension, on: day('2022-03-10') } as const;
const noted: AccountEvent = { type: 'DeathNoted', data: { ...pension, on: day('2022-03-10') } };
const opened = (refundMonth: typeof may): AccountEvent => ({
  type: 'RefundCaseOpened',
  data: { ...pension, month: refundMonth, because: 'death' },
});
const closed = (refundMonth: typeof may, closedBecause: RefundOutcome): AccountEvent => ({
  type: 'RefundCaseClosed',
  data: { ...pension, month: refundMonth, because: 'death', closedBecause },
});

describe('a death', () => {
  it('is noted, once', () => given(account, enrolled).when(note).then(noted));
  it('leaves its month payable, and no later one', () => {
    given(account, enrolled, noted)
      .when(quote({ months: [april, may] }))
      .thenRejected('person-deceased');
    expect(given(account, enrolled, noted).when(quote({ months: [march] })).outcome.accepted).toBe(true);
  });
  it('closes medical insurance too', () =>
    given(account, insured, { type: 'DeathNoted', data: { ...medical, on: day('2022-04-30') } })
      .when(medicalQuote())
      .thenRejected('person-deceased'));
  it('leaves the month of death payable after an end within it', () =>
    expect(
      given(
        account,
        enrolled,
        { type: 'EnrolmentEndNoted', data: { ...pension, on: day('2022-05-31') } },
        { type: 'DeathNoted', data: { ...pension, on: day('2022-05-10') } },
      ).when(quote()).outcome.accepted,
    ).toBe(true));
});

describe('a refund case', () => {
  it('opens for every month paid for after a death', () =>
    given(account, enrolled, paid).when(note).then(noted, opened(april), opened(may)));
  it('opens when the death was known and the money came after it', () =>
    given(account, enrolled, noted)
      .when({ type: 'NotePaid', ...pension, months: [march, may] })
      .then({ type: 'MonthsPaid', data: { ...pension, months: [march, may] } }, opened(may)));
  it('opens for a paid month that an employer covers, and closes when the cover turns out to end before', () => {
    const cover = { type: 'NoteEmployerCover', ...pension, from: march } as const;
    const { type: _, ...noted } = cover;
    const cases = [march, april, may].map((refundMonth) => ({
      ...opened(refundMonth).data,
      because: 'employer-cover',
    }));
    const events = decidedBy(cover, enrolled, paid);
    expect(events).toEqual([
      { type: 'EmployerCoverNoted', data: noted },
      ...cases.map((data) => ({ type: 'RefundCaseOpened', data })),
    ]);
    given(account, enrolled, paid, ...events)
      .when({ ...cover, until: april })
      .then(
        { type: 'EmployerCoverNoted', data: { ...noted, until: april } },
        {
          type: 'RefundCaseClosed',
          data: { ...pension, month: may, because: 'employer-cover', closedBecause: 'corrected' },
        },
      );
  });
  it('is prevented: a month that an employer covers cannot be quoted', () =>
    given(account, enrolled, { type: 'EmployerCoverNoted', data: { ...pension, from: may } })
      .when(quote())
      .thenRejected('covered-by-employer'));
  const [first, second] = [
    '30000000-0000-4000-8000-000000000001',
    '30000000-0000-4000-8000-000000000002',
  ] as const;
  it('names all orders that paid for a medical month, each once', () => {
    const items = [
      { item: 'pooled-unit' as const, orderId: first, amount: yuan('112.38') },
      { item: 'pooled-personal' as const, orderId: first, amount: yuan('74.92') },
      { item: 'mutual-aid' as const, orderId: second, amount: yuan('18.00') },
    ];
    const death: AccountEvent = { type: 'DeathNoted', data: { ...medical, on: day('2022-04-30') } };
    const refundCase = { ...medical, month: may, because: 'death', orderIds: [first, second] } as const;
    given(account, insured, death)
      .when({ type: 'NotePaid', ...medical, months: [may], items })
      .then(
        { type: 'MonthsPaid', data: { ...medical, months: [may], items } },
        { type: 'RefundCaseOpened', data: refundCase },
      );
  });
  it('names the order of pension months, also when it closes because that order was reversed', () => {
    const paidByFirst: AccountEvent = {
      type: 'MonthsPaid',
      data: { ...pension, months: [april, may], orderId: first },
    };
    const caseOf = (refundMonth: typeof may) =>
      ({ ...pension, month: refundMonth, because: 'death', orderIds: [first] }) as const;
    const cases: AccountEvent[] = [april, may].map((each) => ({
      type: 'RefundCaseOpened',
      data: caseOf(each),
    }));
    given(account, enrolled, noted)
      .when({ type: 'NotePaid', ...pension, months: [april, may], orderId: first })
      .then(paidByFirst, ...cases);
    given(account, enrolled, noted, paidByFirst, ...cases)
      .when({ type: 'NoteReopened', ...pension, months: [may], orderId: first })
      .then(
        { type: 'MonthsReopened', data: { ...pension, months: [may], orderId: first } },
        { type: 'RefundCaseClosed', data: { ...caseOf(may), closedBecause: 'refunded' } },
      );
  });
  it('is published with its orders', () => {
    const opening = { ...pension, month: may, because: 'death' } as const;
    const named = { type: 'RefundCaseOpened', data: { ...opening, orderIds: [first, second] } } as const;
    expect(published(named)?.data).toEqual({ ...opening, orderIds: [first, second] });
    const { data } = contractEvents['canbao.assessment.RefundCaseOpened.v1'];
    expect(strict(data).safeParse(published(named)?.data).success).toBe(true);
  });
  it('has one reason at a time: a death after the cover of an employer is a new case', () => {
    const cover: AccountEvent = { type: 'EmployerCoverNoted', data: { ...pension, from: may } };
    const covered = { ...pension, month: may, because: 'employer-cover' } as const;
    expect(
      decidedBy(
        { ...note, on: day('2022-04-10') },
        enrolled,
        { type: 'MonthsPaid', data: { ...pension, months: [may] } },
        cover,
        { type: 'RefundCaseOpened', data: covered },
      ),
    ).toEqual([
      { type: 'DeathNoted', data: { ...pension, on: '2022-04-10' } },
      { type: 'RefundCaseClosed', data: { ...covered, closedBecause: 'superseded' } },
      opened(may),
    ]);
  });
  it('closes when the money goes back', () =>
    given(account, enrolled, paid, noted, opened(april), opened(may))
      .when({ type: 'NoteReopened', ...pension, months: [may], orderId: 'order-1' })
      .then(
        { type: 'MonthsReopened', data: { ...pension, months: [may], orderId: 'order-1' } },
        closed(may, 'refunded'),
      ));
  it('closes when the day of death is put right', () => {
    const corrected = { ...note, on: day('2022-04-10') };
    given(account, enrolled, paid, noted, opened(april), opened(may))
      .when(corrected)
      .then({ type: 'DeathNoted', data: { ...pension, on: day('2022-04-10') } }, closed(april, 'corrected'));
    expect(
      decidedBy({ ...corrected, on: day('2022-02-01') }, enrolled, paid, noted, opened(april), opened(may)),
    ).toEqual([{ type: 'DeathNoted', data: { ...pension, on: '2022-02-01' } }, opened(month('2022-03'))]);
  });
  it.each([opened(may), closed(may, 'death-withdrawn')])(
    'is published as its contract says: $type',
    (event) => {
      const message = published(event);
      if (message === undefined) throw new Error('not published');
      expect(contractEvents[message.type].data.parse(message.data)).toEqual(event.data);
    },
  );
});

describe('money that stays although it was to go back', () => {
  const stays = { type: 'NoteMoneyStays', ...pension, months: [may] } as const;
  const staying: AccountEvent = {
    type: 'MoneyStaysNoted',
    data: { ...pension, months: [{ month: may, because: 'death' }] },
  };
  const past = [enrolled, paid, noted, opened(april), opened(may)];
  it('closes the case of its month, and no other', () =>
    given(account, ...past)
      .when(stays)
      .then(staying, closed(may, 'money-stays')));
  it('of a month without a case is nothing', () => given(account, enrolled, paid).when(stays).thenNothing());
  it('is no case again for the same reason, but is for another', () => {
    const over = [...past, staying, closed(may, 'money-stays')];
    expect(decidedBy({ ...note, on: day('2022-03-11') }, ...over).map(({ type }) => type)).toEqual([
      'DeathNoted',
    ]);
    const withdrawn = { type: 'NoteDeathWithdrawal', ...pension } as const;
    const living = [...over, ...decidedBy(withdrawn, ...over)];
    expect(decidedBy({ type: 'NoteEmployerCover', ...pension, from: may }, ...living)).toContainEqual({
      type: 'RefundCaseOpened',
      data: { ...pension, month: may, because: 'employer-cover' },
    });
  });
  it('is forgotten once the money has gone back at its counter', () => {
    const over = [...past, staying, closed(may, 'money-stays')];
    const gone = decidedBy({ type: 'NoteReopened', ...pension, months: [may], orderId: 'order-1' }, ...over);
    expect(decidedBy({ type: 'NotePaid', ...pension, months: [may] }, ...over, ...gone)).toContainEqual(
      opened(may),
    );
  });
});
