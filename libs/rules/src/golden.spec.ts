import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instant, month, type Month } from '@canbao/calendar';
import { multiply, rate, sum, yuan, type Yuan } from '@canbao/money';
import { banks, type Item, type Scheme } from '@canbao/vocabulary';
import {
  assess,
  bankMatrix,
  bundleOf,
  medicalRates,
  missingItems,
  pack,
  rowOn,
  type PackConfig,
  type PackName,
  type QuoteRequest,
} from './index';

const folder = join(__dirname, '../golden');
// oxlint-disable-next-line typescript/no-explicit-any -- the cases are data of many shapes
interface Case {
  readonly id: string;
  readonly pack: PackName;
  readonly rule: string;
  readonly given: any;
  readonly expect: any;
}
const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as Case[];
const played = cases.filter(
  ({ rule, given }) =>
    /^(pension\.(quote|limits|window|duplicate|deferral)|registration|medical\.(quote|arrears|bundle))$/.test(
      rule,
    ) && given.receivedFrom === undefined,
);

const configOf = (config: Record<string, unknown> = {}): PackConfig => config as PackConfig;

const assessed = ({ pack: name, given }: Case) => {
  const { insurance, at, months, base, items, scheme, registered = true, alreadyPaid = [], config } = given;
  const asked = {
    at: instant(at),
    months: months.map(month) as Month[],
    ...(items === undefined ? {} : { items: items as Item[] }),
  };
  const paidMonths: Month[] = alreadyPaid.map(month);
  const request: QuoteRequest =
    insurance === 'pension'
      ? {
          ...asked,
          insurance: 'pension',
          facts: { paidMonths, enrolments: registered ? [{}] : [] },
          ...(base === undefined ? {} : { base: yuan(base) }),
        }
      : {
          ...asked,
          insurance: 'medical',
          facts: {
            paidMonths,
            receivedItems: {},
            bills: [],
            enrolments: registered ? [{ scheme: scheme as Scheme }] : [],
          },
        };
  return assess(pack(name, configOf(config)), request);
};

/** What a case may expect; one that expects more fails until it is compared. */
const compared = [
  'outcome',
  'reason',
  'total',
  'acceptedMonths',
  'rejectedMonths',
  'newReceivables',
  'pooledFund',
  'personalAccount',
  'missingItems',
  'items',
  'parts',
  'pooledBasic',
  'surcharge',
  'lateFee',
  'route',
];

const partSum = (lines: readonly { parts?: Readonly<Record<string, Yuan>> }[], name: string): Yuan =>
  sum(lines.map(({ parts }) => parts?.[name] ?? yuan('0.00')));

describe('the golden cases', () => {
  it.each(played.map((golden) => [golden.id, golden] as const))('%s', (_, golden) => {
    const result = assessed(golden);
    expect(Object.keys(golden.expect).filter((name) => !compared.includes(name))).toEqual([]);
    const {
      outcome,
      reason,
      acceptedMonths,
      newReceivables = 0,
      total,
      pooledFund,
      personalAccount,
      missingItems: missing,
      items,
      parts,
      pooledBasic,
      surcharge,
      lateFee,
      route,
      rejectedMonths,
    } = golden.expect;
    if (outcome === 'reject') {
      expect(newReceivables).toBe(0);
      expect(result).toMatchObject({
        accepted: false,
        reason,
        details: {
          ...(missing === undefined ? {} : { missingItems: missing }),
          ...(rejectedMonths === undefined ? {} : { rejectedMonths }),
        },
      });
      return;
    }
    if (!result.accepted) throw new Error(result.reason);
    const amountOf = (item: string): Yuan =>
      sum(result.lines.filter((line) => line.item === item).map(({ amount }) => amount));
    if (acceptedMonths !== undefined) expect(result.lines.map((line) => line.month)).toEqual(acceptedMonths);
    if (total !== undefined) expect(result.total).toBe(total);
    if (pooledFund !== undefined) expect(partSum(result.lines, 'pooledFund')).toBe(pooledFund);
    if (personalAccount !== undefined) expect(partSum(result.lines, 'personalAccount')).toBe(personalAccount);
    if (lateFee !== undefined) expect(result.lateFee).toBe(lateFee);
    if (route !== undefined) expect(result.route).toBe(route);
    if (pooledBasic !== undefined)
      expect(sum([amountOf('pooled-unit'), amountOf('pooled-personal')])).toBe(pooledBasic);
    if (surcharge !== undefined) expect(amountOf('mutual-aid')).toBe(surcharge);
    for (const [item, amount] of Object.entries(items ?? {})) expect(amountOf(item)).toBe(amount);
    for (const [name, amount] of Object.entries(parts ?? {}))
      expect(partSum(result.lines, name)).toBe(amount);
  });

  it.each(cases.filter(({ rule }) => rule === 'medical.rate').map((golden) => [golden.id, golden] as const))(
    '%s',
    (_, { given, expect: expected }) => {
      const rates = rowOn(medicalRates, month(given.months[0]))?.value;
      expect(rates?.[given.scheme as Scheme]).toBe(rate(expected.rate));
      const basic = multiply(yuan(given.base), rate(expected.rate), 'half-up');
      expect(sum([basic, yuan(expected.surcharge ?? '0.00')])).toBe(expected.total);
    },
  );

  it('MED-B-04: a bank message without mutual aid leaves 18.00 missing', () => {
    const golden = cases.find(({ id }) => id === 'MED-B-04') as Case;
    expect(missingItems(bundleOf('pooled'), golden.given.receivedItems)).toEqual(golden.expect.missingItems);
    const wholeMonth = assessed({ ...golden, given: { ...golden.given, items: undefined } });
    if (!wholeMonth.accepted) throw new Error(wholeMonth.reason);
    expect(
      wholeMonth.lines
        .filter(({ item }) => golden.expect.missingItems.includes(item))
        .map(({ amount }) => amount),
    ).toEqual([golden.expect.missingTotal]);
    expect(
      sum(
        wholeMonth.lines
          .filter(({ item }) => golden.given.receivedItems.includes(item))
          .map(({ amount }) => amount),
      ),
    ).toBe(golden.given.receivedTotal);
  });

  it('leaves out what is played beside its own rule', () => {
    const left = cases
      .filter(
        (golden) => !played.includes(golden) && golden.rule !== 'medical.rate' && golden.id !== 'MED-B-04',
      )
      .map(({ rule }) => rule);
    expect([...new Set(left)].toSorted()).toEqual([
      'medical.benefit',
      'medical.late-fee',
      'order.separation',
      'pension.base-capture',
      'pension.true-up',
    ]);
    expect(played).toHaveLength(54);
  });
});

describe('the bank matrix', () => {
  const golden = JSON.parse(readFileSync(join(folder, 'bank-matrix.json'), 'utf8')) as {
    districts: { code: string; nameZh: string; banks: Record<string, boolean> }[];
  };

  it('allows 91 of 104 cells, each as the guide ticks it', () => {
    for (const { code, nameZh, banks: ticks } of golden.districts) {
      const district = bankMatrix.find((row) => row.code === code);
      expect(district?.zh).toBe(nameZh);
      for (const [bank, ticked] of Object.entries(ticks))
        expect({ code, bank, ticked: district?.banks.some((key) => key === bank) }).toEqual({
          code,
          bank,
          ticked,
        });
    }
    expect(bankMatrix.flatMap(({ banks: ticked }) => ticked)).toHaveLength(91);
    expect(bankMatrix.length * Object.keys(banks).length).toBe(104);
  });
});

const shared = join(__dirname, '../../../../shared');
(existsSync(shared) ? describe : describe.skip)('the copies in this repository', () => {
  it.each([
    ['golden/cases.json', 'libs/rules/golden/cases.json'],
    ['golden/bank-matrix.json', 'libs/rules/golden/bank-matrix.json'],
    ['guide/guide.zh.txt', 'docs/guide/guide.zh.txt'],
    ['guide/guide.en.md', 'docs/guide/guide.en.md'],
  ])('%s is the same', (original, copy) => {
    expect(readFileSync(join(__dirname, '../../..', copy), 'utf8')).toBe(
      readFileSync(join(shared, original), 'utf8'),
    );
  });
});
