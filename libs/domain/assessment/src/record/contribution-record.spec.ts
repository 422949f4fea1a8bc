import fc from 'fast-check';
import { day, instant, month, plusMonths, type Instant, type Month } from '@canbao/calendar';
import type { ContractEvent } from '@canbao/contracts';
import { eventIdOf, type StoredEvent } from '@canbao/event-sourcing';
import { rate, yuan } from '@canbao/money';
import { pack } from '@canbao/rules';
import type { Insurance } from '@canbao/vocabulary';
import { initial, type AccountState } from '../account/account-state';
import { contributionAccount, type AccountCommand } from '../account/contribution-account';
import type { AccountEvent } from '../account/contribution-account.events';
import { endOf } from '../coverage/known-account';
import { reactions } from '../reactions';
import {
  contributionRecord,
  stillHolds,
  type InsuranceRecord,
  type PersonRecord,
} from './contribution-record';

const personId = '10000000-0000-4000-8000-000000000001';
const jinan = pack('jinan');
const { decide, evolve } = contributionAccount(jinan);

/** A person's accounts, told what other services publish, each on a day at ten. */
class Person {
  private readonly events: Record<Insurance, (AccountEvent & StoredEvent)[]> = { pension: [], medical: [] };

  note(on: string, { insurance, ...event }: AccountEvent & { readonly insurance: Insurance }): this {
    const events = this.events[insurance];
    const position = this.events.pension.length + this.events.medical.length + 1;
    events.push({
      ...event,
      position: BigInt(position),
      stream: `contribution-account-${personId}-${insurance}`,
      version: events.length + 1,
      eventId: eventIdOf(String(position).padStart(64, '0')),
      revision: 1,
      subject: personId,
      recordedAt: instant(`${on}T10:00:00+08:00`),
      metadata: { actor: 'spec' },
    } as AccountEvent & StoredEvent);
    return this;
  }

  act(on: string, command: AccountCommand): this {
    const state = this.events[command.insurance].reduce<AccountState>(evolve, initial);
    const outcome = decide(command, state);
    if (!outcome.accepted) throw new Error(outcome.reason);
    for (const { event } of outcome.events) this.note(on, { ...event, insurance: command.insurance });
    return this;
  }

  told(on: string, type: string, data: object): this {
    const commands = reactions({ type, data: { personId, ...data } } as unknown as ContractEvent);
    return commands.reduce<this>((person, command) => person.act(on, command), this);
  }

  enrol(on: string, insurance: Insurance, more: object = {}): this {
    const type = insurance === 'pension' ? 'PensionEnrolled' : 'MedicalEnrolled';
    const scheme = insurance === 'pension' ? {} : { scheme: 'with-account' };
    return this.told(on, `canbao.registration.${type}.v1`, {
      district: '370102',
      from: on,
      ...scheme,
      ...more,
    });
  }

  payPension(on: string, months: readonly string[], base = '5000.00', orderId = orderOf(months)): this {
    const amount = base === '5000.00' ? '1000.00' : '796.00';
    return this.told(on, 'canbao.ledger.PensionMonthsSettled.v1', {
      orderId,
      months: months.map((each) => ({ month: each, base, rate: '0.2', amount })),
      paidAt: `${on}T10:00:00.000+08:00`,
    });
  }

  payMedical(on: string, each: string, items: readonly object[]): this {
    return this.told(on, 'canbao.ledger.BundleSettled.v1', {
      month: each,
      items: items.map((item) => ({ orderId: orderOf([each]), ...item })),
      paidAt: `${on}T10:00:00.000+08:00`,
    });
  }

  refund(on: string, insurance: Insurance, months: readonly string[]): this {
    return this.told(on, 'canbao.ledger.SettlementReversed.v1', {
      insurance,
      orderId: orderOf(months),
      months,
    });
  }

  on(date: string): PersonRecord {
    return this.at(endOf(day(date)));
  }

  at(at: Instant): PersonRecord {
    return contributionRecord(jinan, this.events, at);
  }
}

const orderOf = (months: readonly string[]): string => `order of ${months.join(' ')}`;
const withAccount = { item: 'with-account', base: '3746.00', rate: '0.09', amount: '337.14' };
const pooled = [
  { item: 'pooled-unit', base: '3746.00', rate: '0.03', amount: '112.38' },
  { item: 'pooled-personal', base: '3746.00', rate: '0.02', amount: '74.92' },
  { item: 'mutual-aid', base: '18.00', rate: '1', amount: '18.00' },
];
const only = ({ insurances }: PersonRecord, of: Insurance): InsuranceRecord => {
  const found = insurances.find(({ insurance }) => insurance === of);
  if (found === undefined) throw new Error(`nothing is recorded of ${of}`);
  return found;
};
const countedOf = (record: PersonRecord, of: Insurance): string[] =>
  only(record, of).years.flatMap(({ months }) =>
    months.filter(({ state }) => state === 'paid').map(({ month: each }) => each as string),
  );

describe('the record of a person with two insurances', () => {
  const person = new Person()
    .enrol('2022-01-05', 'pension')
    .enrol('2022-03-01', 'medical')
    .payPension('2022-02-10', ['2022-01', '2022-02'])
    .payMedical('2022-03-10', '2022-03', [withAccount])
    .payMedical('2022-04-10', '2022-04', [withAccount]);

  it('begins each with its own enrolment, and adds up what went into each account', () => {
    const record = person.on('2022-04-30');
    expect(
      record.insurances.map(({ insurance, enrolledFrom, counted }) => [insurance, enrolledFrom, counted]),
    ).toEqual([
      ['pension', '2022-01-05', 2],
      ['medical', '2022-03-01', 2],
    ]);
    expect(only(record, 'pension')).toMatchObject({
      amount: '2000.00',
      personalAccount: '800.00',
      gaps: [{ from: '2022-03', until: '2022-03', months: 1 }],
    });
    expect(only(record, 'medical')).toMatchObject({ amount: '674.28', personalAccount: '149.84', gaps: [] });
  });

  it('says what could still be paid, and until when', () => {
    const record = person.on('2022-04-30');
    expect(only(record, 'pension').payable).toMatchObject([
      { month: '2022-03', until: '2023-12-31', limits: { lower: '3746.00', upper: '18726.00' } },
      { month: '2022-04', until: '2023-12-31' },
    ]);
    expect(only(person.on('2022-05-02'), 'medical').payable).toEqual([
      { month: '2022-05', until: '2022-05-31', total: '337.14' },
    ]);
  });

  it('stands on an earlier day as it stood then', () => {
    expect(countedOf(person.on('2022-03-31'), 'medical')).toEqual(['2022-03']);
    expect(person.on('2022-02-28').insurances.map(({ insurance }) => insurance)).toEqual(['pension']);
    expect(person.on('2021-12-31').insurances).toEqual([]);
  });
});

describe('a month of the record', () => {
  it('that was refunded does not count, and is a gap and payable again', () => {
    const person = new Person()
      .enrol('2022-01-05', 'pension')
      .payPension('2022-02-10', ['2022-01'])
      .payPension('2022-02-11', ['2022-02']);
    const before = person.on('2022-03-01');
    const after = person.refund('2022-03-10', 'pension', ['2022-01']).on('2022-03-10');
    expect(countedOf(after, 'pension')).toEqual(['2022-02']);
    expect(only(after, 'pension')).toMatchObject({ personalAccount: '400.00', gaps: [{ from: '2022-01' }] });
    expect(stillHolds(before, after)).toBe(false);
    const again = person.payPension('2022-03-11', ['2022-01'], '3980.00', 'another').on('2022-03-12');
    expect(only(again, 'pension')).toMatchObject({
      counted: 2,
      amount: '1796.00',
      personalAccount: '718.40',
    });
    expect(stillHolds(before, again)).toBe(true);
  });

  it('that is deferred counts when it is paid, as the month that it was paid for', () => {
    const person = new Person().enrol('2022-01-05', 'pension');
    expect(only(person.on('2023-04-01'), 'pension')).toMatchObject({
      counted: 0,
      payable: expect.arrayContaining([
        expect.objectContaining({ month: '2022-05', route: 'deferral', until: '2023-12-31' }),
      ]),
    });
    const paid = only(person.payPension('2023-04-02', ['2022-05']).on('2023-04-02'), 'pension');
    expect(paid.years[0]).toMatchObject({ year: 2022, counted: 1 });
    expect(paid.years[0]?.months.find(({ month: each }) => each === '2022-05')).toEqual({
      month: '2022-05',
      state: 'paid',
      paidOn: '2023-04-02',
      amount: '1000.00',
      personalAccount: '400.00',
    });
  });

  it('that was paid under a bill counts without its late fee, which is no contribution', () => {
    const items = [...pooled, { item: 'late-fee', base: '5.13', rate: '1', amount: '5.13' }];
    const person = new Person().enrol('2022-01-05', 'medical', { scheme: 'pooled' });
    expect(only(person.payMedical('2022-05-20', '2022-03', items).on('2022-05-20'), 'medical')).toMatchObject(
      {
        counted: 1,
        amount: '205.30',
        personalAccount: '0.00',
        withoutAccount: 0,
      },
    );
  });

  it('of which an agency has pushed a bill can be paid until the last day of the bill', () => {
    const person = new Person().enrol('2022-01-05', 'medical').act('2022-05-10', {
      type: 'PushBill',
      personId,
      insurance: 'medical',
      billId: 'bill-1',
      months: [
        {
          month: month('2022-03'),
          lateFee: yuan('0.00'),
          items: [{ item: 'with-account', amount: yuan('337.14') }],
        },
      ],
      payableUntil: day('2022-06-15'),
      at: instant('2022-05-10T10:00:00+08:00'),
    } as unknown as AccountCommand);
    expect(only(person.on('2022-05-11'), 'medical').payable).toMatchObject([
      { month: '2022-03', until: '2022-06-15', billId: 'bill-1', total: '337.14' },
      { month: '2022-05', until: '2022-05-31' },
    ]);
  });

  it('that an employer covered after all, or that its bureau refuses, does not count and is no gap', () => {
    const person = new Person()
      .enrol('2022-01-05', 'pension')
      .payPension('2022-03-10', ['2022-01', '2022-02', '2022-03'])
      .told('2022-03-20', 'canbao.registration.EmployerCoverNoted.v1', {
        insurance: 'pension',
        from: '2022-02',
        until: '2022-02',
        revision: 1,
      })
      .told('2022-03-21', 'canbao.ledger-sync.PostingRefused.v1', {
        insurance: 'pension',
        month: '2022-03',
        reason: 'unknown',
      });
    const { years, counted, gaps } = only(person.on('2022-03-31'), 'pension');
    expect(years[0]?.months.map(({ state }) => state)).toEqual(['paid', 'goes-back', 'not-booked']);
    expect([counted, gaps]).toEqual([1, []]);
  });

  it('before the record that the bureau tells of counts, without figures', () => {
    const person = new Person().enrol('2022-03-05', 'medical', {
      from: '2021-06-01',
      paidThrough: '2022-02',
    });
    expect(only(person.on('2022-03-31'), 'medical')).toMatchObject({
      counted: 9,
      carried: 9,
      carriedThrough: '2022-02',
      amount: '0.00',
      gaps: [],
    });
  });

  it('whose event was stored before figures were counts, and says that its figures are not known', () => {
    const person = new Person().enrol('2022-01-05', 'pension').note('2022-01-20', {
      insurance: 'pension',
      type: 'MonthsPaid',
      data: { personId, insurance: 'pension', months: [month('2022-01')], orderId: 'order-1' },
    });
    expect(only(person.on('2022-01-31'), 'pension')).toMatchObject({
      counted: 1,
      amount: '0.00',
      withoutAmount: 1,
      withoutAccount: 1,
    });
  });
});

describe('what final limits have changed about paid months', () => {
  const may = '2022-05';
  const orderId = orderOf([may]);
  const addition = {
    month: may,
    orderId,
    limit: '3980.00',
    base: '234.00',
    rate: '0.2',
    amount: '46.80',
    parts: { pooledFund: '28.08', personalAccount: '18.72' },
  };
  const paid = () =>
    new Person()
      .enrol('2022-05-01', 'pension')
      .payPension('2022-05-10', [may])
      .payPension('2022-06-10', ['2022-06']);
  const assessed = () =>
    paid().told('2022-09-20', 'canbao.ledger.TrueUpsAssessed.v1', { runId: 'run-1', months: [addition] });
  const settled = () =>
    assessed().told('2022-10-08', 'canbao.ledger.TrueUpsSettled.v1', {
      orderId: 'order-2',
      months: [{ month: may }],
    });
  const ofMay = (person: Person) =>
    only(person.on('2022-12-01'), 'pension').years[0]?.months.find(({ month: each }) => each === may);
  const sums = (person: Person) => {
    const { counted, amount, personalAccount } = only(person.on('2022-12-01'), 'pension');
    return [counted, amount, personalAccount];
  };

  it('is owed beside the month, and in no sum', () => {
    expect(ofMay(assessed())).toMatchObject({
      state: 'paid',
      amount: '1000.00',
      adjustments: [{ state: 'owed', on: '2022-09-20', amount: '46.80', personalAccount: '18.72' }],
    });
    expect(sums(assessed())).toEqual([2, '2000.00', '800.00']);
  });
  it('is in the sums once it is paid, and out of them when its money went back', () => {
    expect(ofMay(settled())).toMatchObject({
      amount: '1000.00',
      adjustments: [{ state: 'paid', on: '2022-10-08' }],
    });
    expect(sums(settled())).toEqual([2, '2046.80', '818.72']);
    const gone = settled().told('2022-10-08', 'canbao.ledger.SettlementReversed.v1', {
      insurance: 'pension',
      orderId: 'order-2',
      months: [],
      trueUpMonths: [may],
    });
    expect(ofMay(gone)).toMatchObject({ adjustments: [{ state: 'owed' }] });
    expect(sums(gone)).toEqual([2, '2000.00', '800.00']);
  });
  it('is taken off the sums where a part goes back, told twice or not', () => {
    const back = {
      refundId: 'refund-1',
      months: [
        { month: may, orderId, amount: '100.00', parts: { pooledFund: '60.00', personalAccount: '40.00' } },
      ],
    };
    const type = 'canbao.ledger.TrueUpRefundDecided.v1';
    const person = paid().told('2022-09-20', type, back).told('2022-09-21', type, back);
    expect(ofMay(person)).toMatchObject({
      adjustments: [{ state: 'refunded', on: '2022-09-20', amount: '100.00', personalAccount: '40.00' }],
    });
    expect(sums(person)).toEqual([2, '1900.00', '760.00']);
    // Then the month goes back: what is left of it.
    expect(ofMay(person.refund('2022-11-01', 'pension', [may]))).toEqual({
      month: may,
      state: 'gap',
      returned: [{ paidOn: '2022-05-10', returnedOn: '2022-11-01', amount: '900.00' }],
    });
    expect(sums(person)).toEqual([1, '1000.00', '400.00']);
  });
  it('of a month that went back and is nobody else’s, the record still tells', () => {
    const person = new Person().enrol('2022-05-01', 'pension').payPension('2022-05-10', [may]);
    const [now] =
      only(person.refund('2022-05-12', 'pension', [may]).on('2022-05-20'), 'pension').years[0]?.months ?? [];
    expect(now).toEqual({
      month: may,
      state: 'returned',
      returned: [{ paidOn: '2022-05-10', returnedOn: '2022-05-12', amount: '1000.00' }],
    });
  });
});

describe('any history of payments and refunds', () => {
  const months = Array.from({ length: 8 }, (_, index): Month => plusMonths(month('2022-01'), index));
  const steps = fc.array(
    fc.record({ pays: fc.boolean(), order: fc.nat(5), of: fc.subarray(months, { minLength: 1 }) }),
    { maxLength: 14 },
  );

  it('is recorded as a person would who goes through the receipts', () =>
    fc.assert(
      fc.property(steps, (history) => {
        const person = new Person().enrol('2022-01-01', 'pension');
        const holders = new Map<Month, string>();
        const gone = new Set<string>();
        for (const { pays, order, of } of history) {
          const orderId = `order-${order}`;
          const own = of.filter((each) => (pays ? !holders.has(each) : holders.get(each) === orderId));
          const isRepeat = own.some((each) => gone.has(`${orderId} ${each}`));
          if (own.length === 0 || (pays && isRepeat)) continue;
          if (pays) person.payPension('2022-09-01', own, '5000.00', orderId);
          else
            person.told('2022-09-01', 'canbao.ledger.SettlementReversed.v1', {
              insurance: 'pension',
              orderId,
              months: own,
            });
          for (const each of own)
            if (pays) holders.set(each, orderId);
            else {
              holders.delete(each);
              gone.add(`${orderId} ${each}`);
            }
        }
        const record = only(person.on('2022-09-01'), 'pension');
        expect(countedOf(person.on('2022-09-01'), 'pension')).toEqual([...holders.keys()].toSorted());
        expect(record.personalAccount).toBe(`${holders.size * 400}.00`);
        expect(record.gaps.reduce((sum, gap) => sum + gap.months, 0)).toBe(8 - holders.size);
      }),
      { numRuns: 200 },
    ));
});

it('forty years of two insurances are recorded at once, also on a busy machine', () => {
  const person = new Person();
  const all = Array.from({ length: 480 }, (_, index): Month => plusMonths(month('1986-01'), index));
  for (const insurance of ['pension', 'medical'] as const)
    person.note('1986-01-01', {
      insurance,
      type: 'EnrolmentNoted',
      data: {
        personId,
        district: '370102',
        from: day('1986-01-01'),
        ...(insurance === 'pension' ? { insurance } : { insurance, scheme: 'with-account' as const }),
      },
    });
  for (const each of all) {
    const paid = { personId, months: [each], paidAt: instant(`${each}-10T10:00:00+08:00`) };
    person.note(`${each}-10`, {
      insurance: 'pension',
      type: 'MonthsPaid',
      data: {
        ...paid,
        insurance: 'pension',
        orderId: `p ${each}`,
        figures: [{ month: each, base: yuan('5000.00'), rate: rate('0.2'), amount: yuan('1000.00') }],
      },
    });
    person.note(`${each}-11`, {
      insurance: 'medical',
      type: 'MonthsPaid',
      data: {
        ...paid,
        insurance: 'medical',
        items: [
          {
            item: 'with-account',
            orderId: `m ${each}`,
            amount: yuan('337.14'),
            base: yuan('3746.00'),
            rate: rate('0.09'),
          },
        ],
      },
    });
  }
  const began = performance.now();
  const record = person.on('2025-12-31');
  const tookMs = performance.now() - began;
  expect(record.insurances.map(({ counted, cumulative }) => [counted, cumulative])).toEqual([
    [480, { years: 40, months: 0 }],
    [480, { years: 40, months: 0 }],
  ]);
  expect(tookMs).toBeLessThan(3000);
});
