import { day, month } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import type { AccountEvent, RefundOutcome, RefundReason } from '..';
import {
  account,
  april,
  decidedBy,
  enrolled,
  insured,
  march,
  may,
  medical,
  noon,
  pension,
  pushedMonth,
} from '../../test/accounts';

const paid: AccountEvent = { type: 'MonthsPaid', data: { ...pension, months: [march, april, may] } };
const end = (on: string, reason: string) =>
  ({ type: 'NoteEnrolmentEnd', ...pension, on: day(on), reason }) as const;
const endNoted = (on: string, reason: string): AccountEvent => ({
  type: 'EnrolmentEndNoted',
  data: { ...pension, on: day(on), reason },
});
const opened = (of: typeof may, because: RefundReason): AccountEvent => ({
  type: 'RefundCaseOpened',
  data: { ...pension, month: of, because },
});
const closed = (of: typeof may, because: RefundReason, closedBecause: RefundOutcome): AccountEvent => ({
  type: 'RefundCaseClosed',
  data: { ...pension, month: of, because, closedBecause },
});

describe('the money of a month paid after the end of the enrolment', () => {
  it.each(['retired', 'transferred-out', 'left-country', 'stopped'] as const)(
    'goes back where the person has %s; the month of the end was due',
    (reason) =>
      given(account, enrolled, paid)
        .when(end('2022-03-31', reason))
        .then(endNoted('2022-03-31', reason), opened(april, reason), opened(may, reason)),
  );
  it('stays for the month of a stop within it, which was payable on the day', () =>
    given(account, enrolled, paid)
      .when(end('2022-05-02', 'stopped'))
      .then(endNoted('2022-05-02', 'stopped')));
  it.each(['to-employer', 'death'])(
    'waits for the fact itself where the end names it: %s tells which months go back',
    (reason) =>
      given(account, enrolled, paid).when(end('2022-03-31', reason)).then(endNoted('2022-03-31', reason)),
  );
  it('goes back when it comes in after the end was told', () =>
    given(account, enrolled, endNoted('2022-04-30', 'retired'))
      .when({ type: 'NotePaid', ...pension, months: [april, may] })
      .then({ type: 'MonthsPaid', data: { ...pension, months: [april, may] } }, opened(may, 'retired')));
  it('stays when the end is put right to a later day, and when the enrolment goes on', () => {
    const past = [enrolled, paid, endNoted('2022-03-31', 'stopped')];
    const cases = [opened(april, 'stopped'), opened(may, 'stopped')];
    given(account, ...past, ...cases)
      .when(end('2022-04-30', 'stopped'))
      .then(endNoted('2022-04-30', 'stopped'), closed(april, 'stopped', 'corrected'));
    const resumed: AccountEvent = {
      type: 'EnrolmentNoted',
      data: { ...pension, district: '370102', from: day('2022-05-01') },
    };
    given(account, ...past, ...cases)
      .when({ type: 'NoteEnrolment', ...pension, district: '370102', from: day('2022-05-01') })
      .then(resumed, closed(april, 'stopped', 'corrected'), closed(may, 'stopped', 'corrected'));
  });
  it('has the reason that was told last: a stop that was a retirement', () =>
    given(account, enrolled, paid, endNoted('2022-04-30', 'stopped'), opened(may, 'stopped'))
      .when(end('2022-04-30', 'retired'))
      .then(endNoted('2022-04-30', 'retired'), closed(may, 'stopped', 'superseded'), opened(may, 'retired')));
  it('goes back for the death rather than for the stop before it', () =>
    expect(
      decidedBy(
        { type: 'NoteDeath', ...pension, on: day('2022-04-10') },
        enrolled,
        paid,
        endNoted('2022-03-31', 'stopped'),
        opened(april, 'stopped'),
        opened(may, 'stopped'),
      ).slice(1),
    ).toEqual([closed(may, 'stopped', 'superseded'), opened(may, 'death')]));
  it('goes back when all enrolments are told anew with that end, and no sooner', () => {
    const enrolments = [{ district: '370102', from: day('2022-01-01'), until: day('2022-04-30') }] as const;
    const anew = (reason: string) => [{ ...enrolments[0], reason }];
    given(account, enrolled, paid)
      .when({ type: 'NoteEnrolments', ...pension, enrolments: anew('transferred-out') })
      .then(
        { type: 'EnrolmentsNoted', data: { ...pension, enrolments: anew('transferred-out') } },
        opened(may, 'transferred-out'),
      );
    given(account, enrolled, paid)
      .when({ type: 'NoteEnrolments', ...pension, enrolments: [...enrolments] })
      .then({ type: 'EnrolmentsNoted', data: { ...pension, enrolments: [...enrolments] } });
  });
  it('stays for a month between two enrolments, which is payable under the later one', () => {
    const enrolments = [
      { district: '370102', from: day('2022-01-01'), until: day('2022-03-31'), reason: 'stopped' },
      { district: '370124', from: day('2022-05-01') },
    ] as const;
    given(account, enrolled, paid)
      .when({ type: 'NoteEnrolments', ...pension, enrolments: [...enrolments] })
      .then({ type: 'EnrolmentsNoted', data: { ...pension, enrolments: [...enrolments] } });
  });
  it('stays where the agency has billed the month', () => {
    const bill = decidedBy(
      {
        type: 'PushBill',
        ...medical,
        billId: '40000000-0000-4000-8000-000000000001',
        months: [pushedMonth(april, '5.13')],
        at: noon,
      },
      insured,
    );
    const ended = { type: 'NoteEnrolmentEnd', ...medical, on: day('2022-03-31'), reason: 'stopped' } as const;
    const past: AccountEvent = { type: 'MonthsPaid', data: { ...medical, months: [april, may] } };
    expect(decidedBy(ended, insured, ...bill, past).slice(1)).toEqual([
      { type: 'RefundCaseOpened', data: { ...medical, month: may, because: 'stopped' } },
    ]);
  });
  it('stays where the end was noted before its reason was kept', () =>
    given(account, enrolled, { type: 'EnrolmentEndNoted', data: { ...pension, on: day('2022-03-31') } })
      .when({ type: 'NotePaid', ...pension, months: [month('2022-04')] })
      .then({ type: 'MonthsPaid', data: { ...pension, months: [month('2022-04')] } }));
});
