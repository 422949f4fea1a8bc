import { day } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import fc from 'fast-check';
import type { AccountCommand, AccountEvent, RefundReason } from '..';
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
const refundCase = (month: typeof may, because: RefundReason) => ({ ...pension, month, because });
const opened = (month: typeof may, because: RefundReason): AccountEvent => ({
  type: 'RefundCaseOpened',
  data: refundCase(month, because),
});
const stateAfter = (...events: AccountEvent[]) => events.reduce(account.evolve, account.initial);

describe('a withdrawn death', () => {
  const [tenthOfMarch, lastOfApril] = [day('2022-03-10'), day('2022-04-30')];
  const note = { type: 'NoteDeath', ...pension, on: tenthOfMarch, revision: 1 } as const;
  const noted: AccountEvent = { type: 'DeathNoted', data: { ...pension, on: tenthOfMarch, revision: 1 } };
  const withdraw = { type: 'NoteDeathWithdrawal', ...pension, revision: 2 } as const;
  const withdrawn: AccountEvent = { type: 'DeathWithdrawalNoted', data: { ...pension, revision: 2 } };

  it('is noted, once', () => given(account, enrolled, noted).when(withdraw).then(withdrawn));
  it('makes the months payable again', () => {
    given(account, enrolled, noted).when(quote()).thenRejected('person-deceased');
    expect(given(account, enrolled, noted, withdrawn).when(quote()).outcome.accepted).toBe(true);
    const dead: AccountEvent = { type: 'DeathNoted', data: { ...medical, on: tenthOfMarch, revision: 1 } };
    const alive: AccountEvent = { type: 'DeathWithdrawalNoted', data: { ...medical, revision: 2 } };
    given(account, insured, dead).when(medicalQuote()).thenRejected('person-deceased');
    expect(given(account, insured, dead, alive).when(medicalQuote()).outcome.accepted).toBe(true);
  });
  it('closes the refund cases that are still open, and says why', () => {
    const refunded: AccountEvent = {
      type: 'MonthsReopened',
      data: { ...pension, months: [may], orderId: 'order-1' },
    };
    const closed = { ...refundCase(may, 'death'), closedBecause: 'refunded' } as const;
    given(account, enrolled, paid, noted, opened(april, 'death'), opened(may, 'death'), refunded, {
      type: 'RefundCaseClosed',
      data: closed,
    })
      .when(withdraw)
      .then(withdrawn, {
        type: 'RefundCaseClosed',
        data: { ...refundCase(april, 'death'), closedBecause: 'death-withdrawn' },
      });
  });
  it('leaves the case of a month that an employer covers as well, for that reason', () => {
    const cover: AccountEvent = { type: 'EmployerCoverNoted', data: { ...pension, from: may, revision: 1 } };
    given(
      account,
      enrolled,
      cover,
      paid,
      { ...noted, data: { ...noted.data, revision: 2 } } as AccountEvent,
      opened(april, 'death'),
      opened(may, 'death'),
    )
      .when({ ...withdraw, revision: 3 })
      .then(
        { type: 'DeathWithdrawalNoted', data: { ...pension, revision: 3 } },
        {
          type: 'RefundCaseClosed',
          data: { ...refundCase(april, 'death'), closedBecause: 'death-withdrawn' },
        },
        { type: 'RefundCaseClosed', data: { ...refundCase(may, 'death'), closedBecause: 'death-withdrawn' } },
        opened(may, 'employer-cover'),
      );
  });
  it('leaves an end told for another reason', () => {
    const ended: AccountEvent = { type: 'EnrolmentEndNoted', data: { ...pension, on: lastOfApril } };
    given(account, enrolled, ended, noted, withdrawn).when(quote()).thenRejected('not-registered');
  });
  it('leaves the day that the other bureau has reported, and the cases after it', () => {
    const other = { ...withdraw, revision: 3, diedOn: lastOfApril };
    const later: AccountEvent = { type: 'DeathNoted', data: { ...pension, on: lastOfApril, revision: 1 } };
    const earlier: AccountEvent = { type: 'DeathNoted', data: { ...pension, on: tenthOfMarch, revision: 2 } };
    given(account, enrolled, later, earlier, paid, opened(april, 'death'), opened(may, 'death'))
      .when(other)
      .then(
        { type: 'DeathWithdrawalNoted', data: { ...pension, revision: 3, diedOn: lastOfApril } },
        {
          type: 'RefundCaseClosed',
          data: { ...refundCase(april, 'death'), closedBecause: 'death-withdrawn' },
        },
      );
  });
  it.each([
    ['in order', [note, withdraw]],
    ['before its report', [withdraw, note]],
  ])('that arrives %s leaves nobody dead', (_, commands) => {
    const events = commands.reduce<AccountEvent[]>(
      (past, command) => [...past, ...decidedBy(command, enrolled, ...past)],
      [],
    );
    const { diedOn, deathRevision } = stateAfter(enrolled, ...events);
    expect([diedOn, deathRevision]).toEqual([undefined, 2]);
  });
  it('does not undo a later report of the same day, even if that arrives first', () => {
    const again: AccountEvent = { type: 'DeathNoted', data: { ...pension, on: tenthOfMarch, revision: 3 } };
    given(account, enrolled, noted)
      .when({ ...note, revision: 3 })
      .then(again);
    given(account, enrolled, noted, again).when(withdraw).thenNothing();
    expect(stateAfter(enrolled, noted, again).diedOn).toBe(tenthOfMarch);
  });
  it('of a report stored without a revision counts, and so does the next report', () => {
    const stored: AccountEvent = { type: 'DeathNoted', data: { ...pension, on: tenthOfMarch } };
    given(account, enrolled, stored).when(withdraw).then(withdrawn);
    given(account, enrolled, stored, withdrawn)
      .when({ ...note, revision: 3 })
      .then({ type: 'DeathNoted', data: { ...pension, on: tenthOfMarch, revision: 3 } });
  });
});

describe('a withdrawn cover through an employer', () => {
  const note = { type: 'NoteEmployerCover', ...pension, from: april, revision: 1 } as const;
  const noted: AccountEvent = { type: 'EmployerCoverNoted', data: { ...pension, from: april, revision: 1 } };
  const withdraw = { ...note, type: 'NoteEmployerCoverWithdrawal', revision: 2 } as const;
  const withdrawn: AccountEvent = {
    type: 'EmployerCoverWithdrawalNoted',
    data: { ...pension, from: april, revision: 2 },
  };

  it('is noted, once', () => given(account, enrolled, noted).when(withdraw).then(withdrawn));
  it('makes the months payable again', () => {
    given(account, enrolled, noted).when(quote()).thenRejected('covered-by-employer');
    expect(given(account, enrolled, noted, withdrawn).when(quote()).outcome.accepted).toBe(true);
  });
  it('closes the refund cases that are still open, and says why', () =>
    given(account, enrolled, paid, noted, opened(april, 'employer-cover'), opened(may, 'employer-cover'))
      .when(withdraw)
      .then(
        withdrawn,
        ...[april, may].map((month): AccountEvent => ({
          type: 'RefundCaseClosed',
          data: { ...refundCase(month, 'employer-cover'), closedBecause: 'employer-cover-withdrawn' },
        })),
      ));
  it('leaves the months that another cover contains', () => {
    const other: AccountEvent = {
      type: 'EmployerCoverNoted',
      data: { ...pension, from: march, until: april, revision: 2 },
    };
    const past = [enrolled, noted, other, { ...withdrawn, data: { ...withdrawn.data, revision: 3 } }];
    given(account, ...(past as AccountEvent[]))
      .when(quote({ months: [april] }))
      .thenRejected('covered-by-employer');
    expect(given(account, ...(past as AccountEvent[])).when(quote()).outcome.accepted).toBe(true);
  });
  it.each([
    ['in order', [note, withdraw]],
    ['before its report', [withdraw, note]],
  ])('that arrives %s leaves no cover', (_, commands) => {
    const events = commands.reduce<AccountEvent[]>(
      (past, command) => [...past, ...decidedBy(command, enrolled, ...past)],
      [],
    );
    expect(stateAfter(enrolled, ...events).employerCovers).toEqual([]);
  });
  it('can be told again', () => {
    const again = { ...note, revision: 3 };
    given(account, enrolled, noted, withdrawn)
      .when(again)
      .then({ type: 'EmployerCoverNoted', data: { ...pension, from: april, revision: 3 } });
  });
});

describe('reports and withdrawals in any order of arrival', () => {
  /** Facts numbered as registration publishes them, and an order in which they arrive, some of them twice. */
  const arrivals = fc
    .array(fc.constantFrom(march, april, may, undefined), { minLength: 1, maxLength: 6 })
    .chain((facts) =>
      fc.tuple(
        fc.constant(facts),
        fc.array(fc.nat(facts.length - 1), { maxLength: 4 }).chain((repeated) =>
          fc.shuffledSubarray([...facts.keys(), ...repeated], {
            minLength: facts.length + repeated.length,
          }),
        ),
      ),
    );
  const stateAfterArrivals = (commands: readonly AccountCommand[]) =>
    stateAfter(
      ...commands.reduce<AccountEvent[]>(
        (past, command) => [...past, ...decidedBy(command, ...past)],
        [enrolled, paid],
      ),
    );

  it('leave what the latest says of a death', () =>
    fc.assert(
      fc.property(arrivals, ([facts, order]) => {
        const dayIn = (month: typeof may) => day(`${month}-10`);
        const commands = order.map((index): AccountCommand => {
          const [month, revision] = [facts[index], index + 1];
          return month === undefined
            ? { type: 'NoteDeathWithdrawal', ...pension, revision }
            : { type: 'NoteDeath', ...pension, on: dayIn(month), revision };
        });
        const last = facts.at(-1);
        const { diedOn, refundCases } = stateAfterArrivals(commands);
        expect(diedOn).toBe(last === undefined ? undefined : dayIn(last));
        expect(Object.keys(refundCases).toSorted()).toEqual(
          last === undefined ? [] : [march, april, may].filter((month) => month > last),
        );
      }),
    ));
  it('leave what the latest says of a cover', () =>
    fc.assert(
      fc.property(arrivals, ([facts, order]) => {
        const commands = order.map((index): AccountCommand => {
          const [until, revision] = [facts[index], index + 1];
          const cover = { ...pension, from: march, revision };
          return until === undefined
            ? { type: 'NoteEmployerCoverWithdrawal', ...cover }
            : { type: 'NoteEmployerCover', ...cover, until };
        });
        const last = facts.at(-1);
        const { refundCases } = stateAfterArrivals(commands);
        expect(Object.keys(refundCases).toSorted()).toEqual(
          last === undefined ? [] : [march, april, may].filter((month) => month <= last),
        );
      }),
    ));
});
