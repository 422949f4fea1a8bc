import fc from 'fast-check';
import {
  day,
  dayAfter,
  dayOf,
  firstDayOf,
  instant,
  lastDayOf,
  month,
  monthOf,
  type Month,
} from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import { isCovered, pack } from '@canbao/rules';
import type { Insurance } from '@canbao/vocabulary';
import {
  coverageOfAccount,
  mayPay,
  mayUse,
  type AccountCommand,
  type AccountEvent,
  type AccountState,
} from '.';
import { account, personId, pushedMonth, quote } from '../test/accounts';

const rules = pack('jinan');
const months = ['2021-12', '2022-01', '2022-02', '2022-03', '2022-04', '2022-05', '2022-06', '2022-08'].map(
  month,
);
const at = instant('2022-05-18T12:00:00+08:00');
const of = (insurance: Insurance) => ({ personId, insurance });

/** What an account can be told, as somebody with time for mischief would tell it. */
const step = (insurance: Insurance): fc.Arbitrary<AccountCommand> => {
  const own = of(insurance);
  const one = fc.constantFrom(...months);
  const orderId = fc.constantFrom('order-1', 'order-2');
  const from = fc.constantFrom('2022-01-01', '2022-03-10', '2022-06-01').map(day);
  const medicalOnly: fc.Arbitrary<AccountCommand>[] = [
    fc
      .record({ of: one, id: fc.constantFrom('bill-1', 'bill-2'), fee: fc.constantFrom('0.00', '1.80') })
      .map(({ of: owed, id, fee }): AccountCommand => ({
        type: 'PushBill',
        ...own,
        insurance: 'medical',
        billId: id,
        at,
        months: [pushedMonth(owed, fee)],
      })),
    fc.record({ month: one, orderId }).map((part): AccountCommand => ({
      type: 'NoteReceivedItems',
      ...own,
      insurance: 'medical',
      items: ['pooled-unit'],
      amounts: { 'pooled-unit': yuan('112.38') },
      ...part,
    })),
  ];
  const enrolment = from.map((begins): AccountCommand =>
    insurance === 'pension'
      ? { type: 'NoteEnrolment', ...own, insurance, district: '370102', from: begins }
      : { type: 'NoteEnrolment', ...own, insurance, district: '370102', from: begins, scheme: 'pooled' },
  );
  return fc.oneof(
    enrolment,
    enrolment,
    fc
      .constantFrom('2022-02-28', '2022-05-10')
      .map((on): AccountCommand => ({ type: 'NoteEnrolmentEnd', ...own, on: day(on) })),
    fc.record({ one, orderId, paidIn: one }).map(({ one: paid, orderId: by, paidIn }): AccountCommand => ({
      type: 'NotePaid',
      ...own,
      months: [paid],
      orderId: by,
      paidAt: instant(`${paid > paidIn ? paid : paidIn}-10T12:00:00+08:00`),
    })),
    fc.record({ one, orderId }).map(({ one: back, orderId: by }): AccountCommand => ({
      type: 'NoteReopened',
      ...own,
      months: [back],
      orderId: by,
    })),
    fc
      .constantFrom('2022-04-20', '2022-05-02')
      .map((on): AccountCommand => ({ type: 'NoteDeath', ...own, on: day(on) })),
    one.map((begins): AccountCommand => ({ type: 'NoteEmployerCover', ...own, from: begins, until: begins })),
    fc
      .record({ one, by: fc.constantFrom('order', 'debit-run') })
      .map(({ one: held, by }): AccountCommand => ({
        type: 'NoteHeld',
        ...own,
        orderId: 'order-3',
        months: [held],
        by: by as 'order',
      })),
    one.map((told): AccountCommand => ({ type: 'NotePostingRefused', ...own, month: told, reason: 'no' })),
    ...(insurance === 'medical' ? medicalOnly : []),
  );
};

/** The account after the commands, each event recorded while the one before was. */
const played = (commands: readonly AccountCommand[]) => {
  const past = commands.reduce<AccountEvent[]>((before, command) => {
    const { outcome } = given(account, ...before).when(command);
    return outcome.accepted ? [...before, ...outcome.events.map(({ event }) => event)] : before;
  }, []);
  const events = past.map((event, index) => ({
    ...event,
    eventId: `event-${index + 1}`,
    position: BigInt(index + 1),
    recordedAt: at,
  })) as unknown as StoredEvent[];
  return { past, events, state: past.reduce<AccountState>(account.evolve, account.initial) };
};

const insurances = ['pension', 'medical'] as const;
const histories = (insurance: Insurance) => fc.array(step(insurance), { maxLength: 10 });

/** Told from the facts alone, one by one, without a ladder. */
const standsAgainst = (state: AccountState, asked: Month): Readonly<Record<string, boolean>> => ({
  'person-deceased': state.diedOn !== undefined && asked > monthOf(state.diedOn),
  'already-paid': state.paidMonths.includes(asked),
  'covered-by-employer': state.employerCovers.some(
    ({ from, until = asked }) => from <= asked && asked <= until,
  ),
  'prepayment-not-allowed': asked > '2022-05',
  'posting-refused': state.paidMonths.includes(asked) && state.refusedPostings[asked] !== undefined,
  'month-in-debit-run': state.held[asked]?.by === 'debit-run',
  'month-in-payment': state.held[asked]?.by === 'order',
});

describe.each(insurances)('whether a %s month can be paid', (insurance) => {
  it('is yes exactly where a quote is given, after any history', () => {
    fc.assert(
      fc.property(histories(insurance), (commands) => {
        const { past, ...known } = played(commands);
        for (const asked of months) {
          const { answer, conditions } = mayPay(rules, { insurance, ...known }, asked, at);
          const { base, ...bare } = quote({ insurance, months: [asked], at });
          const { outcome } = given(account, ...past).when(
            insurance === 'medical' || base === undefined ? bare : { ...bare, base },
          );
          expect([asked, answer]).toEqual([asked, outcome.accepted ? 'yes' : 'no']);
          if (!outcome.accepted) expect(conditions.map(({ code }) => code)).toContain(outcome.reason);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('forgets no condition, and each has its rule, its source and its way out', () => {
    fc.assert(
      fc.property(histories(insurance), (commands) => {
        const known = played(commands);
        for (const asked of months) {
          const { answer, conditions } = mayPay(rules, { insurance, ...known }, asked, at);
          if (answer === 'yes') continue;
          const codes: readonly string[] = conditions.map(({ code }) => code);
          const told = Object.entries(standsAgainst(known.state, asked)).map(([code]) => [
            code,
            codes.includes(code),
          ]);
          expect([asked, told]).toEqual([asked, Object.entries(standsAgainst(known.state, asked))]);
          expect(new Set(codes).size).toBe(codes.length);
          for (const { rule, source, clearedBy } of conditions)
            expect([rule, source, clearedBy].every((text) => text.length > 0)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('whether a month can be used for benefits', () => {
  it('is yes exactly where cover has a day of it, after any history', () => {
    const today = dayOf(at);
    fc.assert(
      fc.property(histories('medical'), (commands) => {
        const { events } = played(commands);
        const cover = coverageOfAccount(rules, events, today);
        for (const asked of months) {
          const { answer, conditions } = mayUse(rules, events, asked, today);
          const covers = !('unknown' in cover) && daysOf(asked).some((date) => isCovered(cover, date));
          expect([asked, answer]).toEqual([asked, covers ? 'yes' : 'no']);
          if (answer === 'no') expect(conditions.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 60 },
    );
  });
});

const daysOf = (asked: Month) => {
  const days = [firstDayOf(asked)];
  while ((days.at(-1) ?? '') < lastDayOf(asked)) days.push(dayAfter(days.at(-1) as (typeof days)[0]));
  return days;
};

describe('a deferred month, to whoever asks at a channel that has closed', () => {
  it('cannot be paid there, as the quote there says; it can elsewhere', () => {
    const closing = pack('jinan', { 'deferral.channelCloseAt': { wechat: '2023-12-25T00:00:00+08:00' } });
    const enrolled: AccountEvent = {
      type: 'EnrolmentNoted',
      data: { personId, insurance: 'pension', district: '370102', from: day('2020-01-01') },
    };
    const known = {
      insurance: 'pension',
      state: account.evolve(account.initial, enrolled),
      events: [],
    } as const;
    const now = instant('2023-12-25T00:00:00+08:00');
    const told = (channel?: 'wechat' | 'alipay') => {
      const { answer, conditions } = mayPay(closing, known, month('2022-05'), now, channel);
      return [answer, conditions.map(({ code, clearedBy }) => `${code} ${clearedBy}`)];
    };
    expect(told('wechat')).toEqual(['no', ['deferral-closed-at-channel payer']]);
    expect([told('alipay'), told()]).toEqual([
      ['yes', []],
      ['yes', []],
    ]);
  });
});
