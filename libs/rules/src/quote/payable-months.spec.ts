import { day, instant, month } from '@canbao/calendar';
import { rate, yuan } from '@canbao/money';
import { pack, payableMonths, type MedicalFacts, type PensionFacts } from '../index';

const jinan = pack('jinan');
const may = '2022-05-18T12:00:00+08:00';
const pension = (facts: Partial<PensionFacts> = {}, at = may, base?: string) =>
  payableMonths(jinan, {
    insurance: 'pension',
    at: instant(at),
    facts: { enrolments: [{ from: day('2022-01-01') }], paidMonths: [], ...facts },
    ...(base === undefined ? {} : { base: yuan(base) }),
  });
const medical = (facts: Partial<MedicalFacts> = {}, at = may) =>
  payableMonths(jinan, {
    insurance: 'medical',
    at: instant(at),
    facts: { enrolments: [{ scheme: 'pooled' }], paidMonths: [], receivedItems: {}, bills: [], ...facts },
  });
const limits = { lower: '3746.00', upper: '18726.00' };

describe('the pension months of a year', () => {
  it('are payable up to the current one, then closed until their first day', () => {
    const shown = pension();
    expect(shown.map(({ month: value, status }) => `${value.slice(5)} ${status}`)).toEqual([
      ...['01', '02', '03', '04', '05'].map((value) => `${value} payable`),
      ...['06', '07', '08', '09', '10', '11', '12'].map((value) => `${value} closed`),
    ]);
    expect(shown[5]).toMatchObject({
      conditions: [{ code: 'prepayment-not-allowed', clearsOn: '2022-06-01' }],
    });
  });
  it('have limits but no amount until a base is known', () =>
    expect(pension()[4]).toEqual({
      month: '2022-05',
      status: 'payable',
      items: ['pension'],
      limits,
      conditions: [],
    }));
  it.each([
    ['the registered base', { registeredBase: yuan('5000.00') }, undefined, '1000.00'],
    ['the chosen base before it', { registeredBase: yuan('5000.00') }, '4000.00', '800.00'],
  ])('are computed on %s', (_, facts, base, total) =>
    expect(pension(facts, may, base)[4]).toEqual({
      month: '2022-05',
      status: 'payable',
      items: ['pension'],
      amounts: { pension: total },
      total,
      limits,
      conditions: [],
    }),
  );
  it.each(['3745.00', '18727.00', '4000.50'])('stay payable when a base of %s does not fit', (base) =>
    expect(pension({}, may, base)[4]).toEqual({
      month: '2022-05',
      status: 'payable',
      items: ['pension'],
      limits,
      conditions: [],
    }),
  );
  it('that are paid say no more', () =>
    expect(pension({ paidMonths: [month('2022-04')] })[3]).toEqual({
      month: '2022-04',
      status: 'paid',
      conditions: [],
    }));
  it('of somebody not enrolled are closed by the registration agency', () => {
    const { facts } = { facts: { enrolments: [], paidMonths: [] } };
    const shown = payableMonths(jinan, { insurance: 'pension', at: instant(may), facts });
    expect(shown[4]).toMatchObject({
      status: 'closed',
      conditions: [{ code: 'not-registered', clearedBy: 'registration-agency' }],
    });
  });
  it('under a pack without limits for the day are closed, whether a base is known or not', () => {
    for (const registeredBase of [undefined, yuan('5000.00'), yuan('5000.50')])
      expect(
        payableMonths(pack('guide-2022'), {
          insurance: 'pension',
          at: instant('2023-03-01T12:00:00+08:00'),
          facts: {
            enrolments: [{ from: day('2022-01-01') }],
            paidMonths: [],
            ...(registeredBase === undefined ? {} : { registeredBase }),
          },
        }).find((payable) => payable.month === month('2023-02')),
      ).toMatchObject({ status: 'closed', conditions: [{ code: 'no-limits-for-date' }] });
  });
  it('have limits that fit the step', () => {
    const rules = pack('jinan', { 'pension.baseStep': '100.00' });
    const facts = { enrolments: [{}], paidMonths: [] };
    const [january] = payableMonths(rules, { insurance: 'pension', at: instant(may), facts });
    expect(january?.limits).toEqual({ lower: '3800.00', upper: '18700.00' });
  });
  it('on a day without limits are closed', () => {
    const shown = pension({}, '2027-01-15T00:00:00+08:00', '5000.00');
    expect(shown[0]).toMatchObject({ status: 'closed', conditions: [{ code: 'no-limits-for-date' }] });
    expect(shown[0]?.limits).toBeUndefined();
  });
});

describe('months on figures that may still change', () => {
  const september = '2026-09-18T12:00:00+08:00';
  it.each([
    ['with an amount', '5000.00'],
    ['without one', undefined],
  ])('say so, %s', (_, base) =>
    expect(pension({}, september, base)[8]).toMatchObject({
      status: 'payable',
      notesZh: ['按 2026 年标准预估'],
    }),
  );
  it('say so for medical insurance', () =>
    expect(medical({}, september)[8]).toMatchObject({ total: '246.65', notesZh: ['按 2026 年标准预估'] }));
  it('are those of the other years alone', () =>
    expect([...pension(), ...medical()].flatMap(({ notesZh }) => notesZh ?? [])).toEqual([]));
});

describe('deferred months', () => {
  it('stand before those of the year while they can be paid', () => {
    const shown = pension({}, '2023-06-01T00:00:00+08:00');
    expect(shown).toHaveLength(24);
    expect(shown[0]).toEqual({
      month: '2022-01',
      status: 'payable',
      route: 'deferral',
      items: ['pension'],
      limits: { lower: '3980.00', upper: '19899.00' },
      conditions: [],
    });
    expect(shown[12]).toMatchObject({ month: '2023-01', status: 'payable' });
    expect(shown[12]?.route).toBeUndefined();
  });
  it('show their route with an amount too', () =>
    expect(pension({}, '2023-06-01T00:00:00+08:00', '5000.00')[0]).toMatchObject({
      route: 'deferral',
      total: '1000.00',
    }));
  it('are gone before and after', () => {
    expect(pension()).toHaveLength(12);
    expect(pension({}, '2024-01-01T00:00:00+08:00')).toHaveLength(12);
  });
});

describe('the medical months', () => {
  it('are payable in the current month, with all items', () =>
    expect(medical()[4]).toEqual({
      month: '2022-05',
      status: 'payable',
      items: ['pooled-unit', 'pooled-personal', 'mutual-aid'],
      amounts: { 'pooled-unit': '112.38', 'pooled-personal': '74.92', 'mutual-aid': '18.00' },
      total: '205.30',
      conditions: [],
    }));
  it('of the past need a bill, and are closed without one', () =>
    expect(medical()[3]).toMatchObject({
      status: 'closed',
      conditions: [{ code: 'arrears-push-required', clearedBy: 'medical-agency' }],
    }));
  it('of an earlier year are shown once billed', () => {
    const bill = {
      billId: 'bill-1',
      month: month('2021-11'),
      lateFee: yuan('5.13'),
      items: [
        { item: 'with-account', base: yuan('300.00'), rate: rate('1'), amount: yuan('300.00') },
      ] as const,
    };
    const shown = medical({ enrolments: [{ scheme: 'with-account' }], bills: [bill] });
    expect(shown).toHaveLength(13);
    expect(shown[0]).toEqual({
      month: '2021-11',
      status: 'payable',
      items: ['with-account', 'late-fee'],
      bill: { billId: 'bill-1' },
      amounts: { 'with-account': '300.00', 'late-fee': '5.13' },
      total: '305.13',
      conditions: [],
    });
  });
  it('of which some items have arrived name those and the missing ones', () =>
    expect(medical({ receivedItems: { '2022-05': ['mutual-aid'] } })[4]).toMatchObject({
      status: 'payable',
      items: ['pooled-unit', 'pooled-personal'],
      total: '187.30',
      conditions: [
        {
          code: 'bundle-incomplete',
          clearedBy: 'payer',
          details: { receivedItems: ['mutual-aid'], missingItems: ['pooled-unit', 'pooled-personal'] },
        },
      ],
    }));
  it('of which items of a former scheme have arrived are payable whole, without a condition', () =>
    expect(
      medical({ enrolments: [{ scheme: 'with-account' }], receivedItems: { '2022-05': ['mutual-aid'] } })[4],
    ).toMatchObject({ status: 'payable', items: ['with-account'], total: '337.14', conditions: [] }));
  it('of which every item has arrived are closed until the month is paid', () =>
    expect(
      medical({ receivedItems: { '2022-05': ['pooled-unit', 'pooled-personal', 'mutual-aid'] } })[4],
    ).toMatchObject({ status: 'closed', conditions: [{ code: 'already-paid' }] }));
  it('that are paid say no more', () =>
    expect(medical({ paidMonths: [month('2022-05')] })[4]).toEqual({
      month: '2022-05',
      status: 'paid',
      conditions: [],
    }));
});
