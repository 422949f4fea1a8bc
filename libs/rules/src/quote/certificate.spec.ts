import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { day, instant, month } from '@canbao/calendar';
import { canonicalJson } from '@canbao/event-sourcing';
import { rate, yuan } from '@canbao/money';
import {
  assess,
  certificateOf,
  pack,
  certifiedRequest,
  type BillMonth,
  type PackName,
  type QuoteRequest,
} from '../index';

/** Certificates of version 1 as they were first made; only the wording of sources is left out. */
const stored = JSON.parse(readFileSync(join(__dirname, '../../golden/certificates.json'), 'utf8')) as {
  readonly name: string;
  readonly certificate: Record<string, unknown>;
}[];

const may = instant('2022-05-18T12:00:00+08:00');
const enrolment = { from: day('2022-01-01') };
const unpaid = { paidMonths: [], receivedItems: {}, bills: [] };
const bill: BillMonth = {
  billId: 'bill-1',
  month: month('2022-03'),
  lateFee: yuan('5.13'),
  items: (
    [
      ['pooled-unit', '112.38'],
      ['pooled-personal', '74.92'],
      ['mutual-aid', '18.00'],
    ] as const
  ).map(([item, amount]) => ({ item, base: yuan(amount), rate: rate('1'), amount: yuan(amount) })),
};

const requests: Readonly<Record<string, readonly [PackName, QuoteRequest]>> = {
  'pension months, another paid, base registered': [
    'jinan',
    {
      insurance: 'pension',
      at: may,
      months: [month('2022-04'), month('2022-05')],
      base: yuan('5000.00'),
      facts: { enrolments: [enrolment], paidMonths: [month('2022-01')], registeredBase: yuan('4000.00') },
    },
  ],
  'deferred pension months': [
    'jinan',
    {
      insurance: 'pension',
      at: instant('2023-09-01T09:00:00+08:00'),
      months: [month('2022-11'), month('2023-08')],
      base: yuan('4242.00'),
      facts: { enrolments: [{ ...enrolment, until: day('2023-12-31') }], paidMonths: [] },
    },
  ],
  'pooled month': [
    'jinan',
    {
      insurance: 'medical',
      at: may,
      months: [month('2022-05')],
      facts: { ...unpaid, enrolments: [{ ...enrolment, scheme: 'pooled' }] },
    },
  ],
  'month with account': [
    'jinan',
    {
      insurance: 'medical',
      at: may,
      months: [month('2022-05')],
      facts: { ...unpaid, enrolments: [{ ...enrolment, scheme: 'with-account' }] },
    },
  ],
  'billed month with late fee, another bill beside it': [
    'jinan',
    {
      insurance: 'medical',
      at: may,
      months: [month('2022-03')],
      facts: {
        ...unpaid,
        enrolments: [{ ...enrolment, scheme: 'pooled' }],
        bills: [bill, { ...bill, billId: 'bill-2', month: month('2022-02') }],
      },
    },
  ],
  'partly received bundle': [
    'jinan',
    {
      insurance: 'medical',
      at: may,
      months: [month('2022-05')],
      items: ['mutual-aid'],
      facts: {
        ...unpaid,
        enrolments: [{ ...enrolment, scheme: 'pooled' }],
        receivedItems: { '2022-05': ['pooled-unit', 'pooled-personal'], '2022-04': ['mutual-aid'] },
      },
    },
  ],
  'pension month that is paid': [
    'jinan',
    {
      insurance: 'pension',
      at: may,
      months: [month('2022-05')],
      base: yuan('5000.00'),
      facts: { enrolments: [enrolment], paidMonths: [month('2022-04'), month('2022-05')] },
    },
  ],
  'enrolment that has ended': [
    'jinan',
    {
      insurance: 'medical',
      at: may,
      months: [month('2022-05')],
      facts: { ...unpaid, enrolments: [{ ...enrolment, until: day('2022-05-17'), scheme: 'pooled' }] },
    },
  ],
  'someone never enrolled': [
    'jinan',
    {
      insurance: 'pension',
      at: may,
      months: [month('2022-05')],
      base: yuan('5000.00'),
      facts: { enrolments: [], paidMonths: [] },
    },
  ],
  'estimate for 2022 as the guide gives it': [
    'guide-2022',
    {
      insurance: 'medical',
      at: may,
      months: [month('2022-05')],
      facts: { ...unpaid, enrolments: [{ scheme: 'with-account' }] },
    },
  ],
  'pension estimate': [
    'guide-2022',
    {
      insurance: 'pension',
      at: may,
      months: [month('2022-05')],
      base: yuan('3746.00'),
      items: ['pension'],
      facts: { enrolments: [{}], paidMonths: [] },
    },
  ],
};

const withoutSources = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSources);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'source')
      .map(([key, member]) => [key, withoutSources(member)]),
  );
};

const certified = (name: string) => {
  const [packName, request] = requests[name] ?? [];
  if (packName === undefined || request === undefined) throw new Error(`no request for ${name}`);
  const rules = pack(packName);
  return { rules, request, certificate: certificateOf(rules, request, assess(rules, request)) };
};

describe('a certificate', () => {
  it.each(stored.map((pinned) => [pinned.name, pinned.certificate] as const))(
    'of a %s has the bytes it was first stored with',
    (name, pinned) =>
      expect(canonicalJson(withoutSources(certified(name).certificate))).toBe(canonicalJson(pinned)),
  );
  it.each(Object.keys(requests))('of a %s gives back a request that certifies the same', (name) => {
    const { rules, certificate } = certified(name);
    const request = certifiedRequest(JSON.parse(JSON.stringify(certificate)) as object);
    expect(certificateOf(rules, request, assess(rules, request))).toEqual(certificate);
  });
  it.each(Object.keys(requests))('of a %s holds no number', (name) => {
    const numbers: unknown[] = [];
    JSON.stringify(certified(name).certificate, (_, value: unknown) => {
      if (typeof value === 'number') numbers.push(value);
      return value;
    });
    expect(numbers).toEqual([]);
  });
  it('keeps every pinned case', () =>
    expect(stored.map(({ name }) => name).toSorted()).toEqual(Object.keys(requests).toSorted()));
});
