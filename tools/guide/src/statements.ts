import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  call,
  collect,
  eventually,
  medical,
  newPerson,
  pension,
  quote,
  said,
  setClock,
  tokens,
  type Person,
  type Reply,
} from './stack';

/**
 * One worked statement of the guide: where it stands, what was done, what must come out, and how to find out.
 */
export interface Statement {
  readonly guide: string;
  readonly done: string;
  readonly expected: string;
  readonly got: () => Promise<string>;
}
/** Statements that are played at the same instant. */
export interface Scene {
  readonly at: string;
  readonly statements: () => Promise<readonly Statement[]>;
}

const may = '2022-05-18T10:00:00+08:00';
const desk = tokens.taxDesk;
const wechat = tokens.payers[0]?.token ?? '';
const pooled = ['pooled-unit', 'pooled-personal', 'mutual-aid'];
const year = (value: number, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${value}-${String(from + index).padStart(2, '0')}`);

const quoted = (guide: string, done: string, expected: string, person: Person, body: object): Statement => ({
  guide,
  done,
  expected,
  got: async () => said(await quote(desk, person.personId, body)),
});

const posted = async (personId: string, month: string): Promise<string> => {
  const { body } = await eventually(
    () => call(tokens.operator, 'GET', `/v1/persons/${personId}/postings?month=${month}`),
    (reply: Reply) => reply.body?.items?.[0]?.status === 'posted',
  );
  return `${body?.items?.[0]?.status} ${body?.items?.[0]?.total}`;
};

const registration = async (): Promise<Statement[]> => {
  const unregistered = await newPerson('370102', undefined, false);
  return [
    {
      guide: 'G3.1',
      done: 'quote for a person without pension registration',
      expected: 'not-registered',
      got: async () => said(await quote(desk, unregistered.personId, pension(['2022-05'], '5000.00'))),
    },
    {
      guide: 'G3.4',
      done: 'hotline in GET /guide',
      expected: '12366',
      got: async () => String((await call(undefined, 'GET', '/v1/guide')).body?.hotline?.number),
    },
  ];
};

const pensionStandards = async (): Promise<Statement[]> => {
  const person = await newPerson();
  const may2022 = (base: string) => pension(['2022-05'], base);
  return [
    quoted('G3.2.1.4', 'base at the lower limit 3746.00', '749.20', person, may2022('3746.00')),
    quoted('G3.2.1.4', 'base at the upper limit 18726.00', '3745.20', person, may2022('18726.00')),
    quoted('G3.2.1.4', 'base 3745.00', 'base-below-lower-limit', person, may2022('3745.00')),
    quoted('G3.2.1.4', 'base 18727.00', 'base-above-upper-limit', person, may2022('18727.00')),
    quoted('G3.2.1.2', 'base 5000.00 at 20 %', '1000.00', person, may2022('5000.00')),
  ];
};

const baseCapture = async (): Promise<Statement[]> => {
  const person = await newPerson();
  await call(wechat, 'POST', '/v1/payers/me/beneficiaries', { idNumber: person.idNumber, name: person.name });
  const base = async (asOf?: string): Promise<string> => {
    const reply = await call(
      wechat,
      'GET',
      `/v1/persons/${person.personId}/pension-base${asOf === undefined ? '' : `?asOf=${encodeURIComponent(asOf)}`}`,
    );
    return String(reply.body?.base ?? reply.body?.code);
  };
  return [
    {
      guide: 'G1.3',
      done: 'add a person (增加人员) and quote for them',
      expected: '1000.00',
      got: async () => said(await quote(wechat, person.personId, pension(['2022-05'], '5000.00'))),
    },
    {
      guide: 'G3.2.1.5',
      done: 'base typed in WeChat, nothing paid: registered base',
      expected: '5000.00',
      got: () => base(),
    },
    {
      guide: 'G3.2.1.5',
      done: 'typed again as 3746.00: registered base',
      expected: '3746.00',
      got: async () => {
        await quote(wechat, person.personId, pension(['2022-05'], '3746.00'));
        return base();
      },
    },
    {
      guide: 'G3.2.1.5',
      done: 'registered base as it stood the day before',
      expected: 'no-declared-base',
      got: () => base('2022-05-17T10:00:00+08:00'),
    },
    {
      guide: 'G3.2.1.5',
      done: 'a base outside the limits changes nothing',
      expected: '3746.00',
      got: async () => {
        await quote(wechat, person.personId, pension(['2022-05'], '100.00'));
        return base();
      },
    },
  ];
};

const window = async (): Promise<Statement[]> => {
  const person = await newPerson();
  return [
    quoted(
      'G3.3.1.2',
      'January to May 2022 at 3746.00',
      '3746.00',
      person,
      pension(year(2022, 1, 5), '3746.00'),
    ),
    quoted(
      'G3.3.1.2',
      'only February and April',
      '1498.40',
      person,
      pension(['2022-02', '2022-04'], '3746.00'),
    ),
    ...year(2022, 6, 12).map((month) =>
      quoted('G3.3.1.2', `prepay ${month}`, 'prepayment-not-allowed', person, pension([month], '3746.00')),
    ),
    quoted('G3.3.1.2', 'back-pay 2021-12', 'prior-year-not-allowed', person, pension(['2021-12'], '3746.00')),
    {
      guide: 'G3.3.1.1',
      done: 'payables in May 2022',
      expected: year(2022, 1, 5).join(' '),
      got: async () =>
        (
          (await call(desk, 'GET', `/v1/persons/${person.personId}/payables?insurance=pension`)).body
            ?.items ?? []
        )
          .filter((item: { status: string }) => item.status === 'payable')
          .map((item: { month: string }) => item.month)
          .join(' '),
    },
    {
      guide: 'G2.2',
      done: 'pay January at the tax window; HRSS books it',
      expected: 'posted 749.20',
      got: async () => {
        await collect(desk, await quote(desk, person.personId, pension(['2022-01'], '3746.00')), may);
        return posted(person.personId, '2022-01');
      },
    },
  ];
};

const medicalStandards = async (): Promise<Statement[]> => {
  const [pooledOne, accountOne, partial] = [
    await newPerson(),
    await newPerson('370104', 'with-account'),
    await newPerson(),
  ];
  const icbc = tokens.banks['icbc'] ?? '';
  return [
    quoted('G3.2.2.5', 'combined scheme, May 2022', '337.14', accountOne, medical(['2022-05'])),
    quoted(
      'G3.2.2.5',
      'pooled-only scheme, May 2022, three items',
      '205.30',
      pooledOne,
      medical(['2022-05'], pooled),
    ),
    ...pooled.map((left) =>
      quoted(
        'G3.2.2.6',
        `without ${left}`,
        'bundle-incomplete',
        pooledOne,
        medical(
          ['2022-05'],
          pooled.filter((item) => item !== left),
        ),
      ),
    ),
    {
      guide: 'G3.2.2.6',
      done: 'three items paid together; the medical bureau books them as one',
      expected: 'posted 205.30',
      got: async () => {
        await collect(desk, await quote(desk, pooledOne.personId, medical(['2022-05'], pooled)), may);
        return posted(pooledOne.personId, '2022-05');
      },
    },
    {
      guide: 'G3.2.2.6',
      done: 'bank message with two of three items (187.30)',
      expected: 'incomplete mutual-aid',
      got: async () => {
        const { body } = await collect(icbc, await quote(icbc, partial.personId, medical(['2022-05'])), may, {
          amount: '187.30',
          items: ['pooled-unit', 'pooled-personal'],
        });
        return `${body?.status} ${body?.missingItems?.join(' ')}`;
      },
    },
    {
      guide: 'G3.2.2.6',
      done: 'the missing item at the tax window',
      expected: '18.00',
      got: async () =>
        said(
          await eventually(
            () => quote(desk, partial.personId, medical(['2022-05'], ['mutual-aid'])),
            ({ status }) => status === 201,
          ),
        ),
    },
    {
      guide: 'G3.2.2.6',
      done: 'paid there: the month is whole and posts',
      expected: 'posted 205.30',
      got: async () => {
        await collect(desk, await quote(desk, partial.personId, medical(['2022-05'], ['mutual-aid'])), may);
        return posted(partial.personId, '2022-05');
      },
    },
  ];
};

const arrears = async (): Promise<Statement[]> => {
  const person = await newPerson();
  const bill = {
    personId: person.personId,
    months: [
      {
        month: '2022-03',
        items: [
          { item: 'pooled-unit', amount: '112.38' },
          { item: 'pooled-personal', amount: '74.92' },
          { item: 'mutual-aid', amount: '18.00' },
        ],
        lateFee: '5.13',
      },
    ],
  };
  return [
    quoted(
      'G3.3.2.1',
      'medical month 2022-03 without a pushed bill',
      'arrears-push-required',
      person,
      medical(['2022-03']),
    ),
    {
      guide: 'G3.3.2.1',
      done: 'the agency pushes the bill with its late fee; then it is payable',
      expected: '210.43',
      got: async () => {
        await call(tokens.agency, 'POST', '/v1/back-pay-bills', bill);
        return said(await quote(desk, person.personId, medical(['2022-03'])));
      },
    },
    {
      guide: 'G3.3.2.1',
      done: 'paid at the tax window',
      expected: 'posted 210.43',
      got: async () => {
        await collect(desk, await quote(desk, person.personId, medical(['2022-03'])), may);
        return posted(person.personId, '2022-03');
      },
    },
  ];
};

/** The guide's own table (G2.1.3), not what the running system says of it. */
const table = JSON.parse(
  readFileSync(join(__dirname, '../../../libs/rules/golden/bank-matrix.json'), 'utf8'),
) as {
  banks: { key: string; nameZh: string }[];
  districts: { code: string; nameZh: string; banks: Record<string, boolean> }[];
};
const counters = (results: readonly { bank: string; allowed: boolean; refused: boolean }[]): string => {
  const named = (what: string, some: typeof results): string[] =>
    some.length === 0 ? [] : [`${what} ${some.map(({ bank }) => bank).join(' ')}`];
  const taken = results.filter(({ allowed }) => allowed).length;
  return [
    `${taken} collect`,
    ...named(
      'refused',
      results.filter(({ refused }) => refused),
    ),
    ...named(
      'neither',
      results.filter(({ allowed, refused }) => !allowed && !refused),
    ),
  ].join(', ');
};

const bankMatrix = async (): Promise<Statement[]> => {
  const counts = { collected: 0, refused: 0 };
  const perDistrict = table.districts.map(({ code, nameZh, banks }): Statement => ({
    guide: 'G2.1.3',
    done: `${nameZh}: one month at each of eight bank counters`,
    expected: counters(
      table.banks.map(({ nameZh: bank, key }) => ({
        bank,
        allowed: banks[key] === true,
        refused: banks[key] !== true,
      })),
    ),
    got: async () => {
      const results = await Promise.all(
        table.banks.map(async ({ key, nameZh: bank }) => {
          const person = await newPerson(code, undefined);
          // The quote comes from the tax window, so that the counter itself is asked.
          const paid = await collect(
            tokens.banks[key] ?? '',
            await quote(desk, person.personId, pension(['2022-05'], '3746.00')),
            may,
          );
          const allowed = paid.status === 201 && paid.body?.status === 'paid';
          const refused =
            paid.status === 403 &&
            paid.body?.code === 'bank-not-in-district' &&
            paid.body?.conditions?.length > 0;
          counts.collected += allowed ? 1 : 0;
          counts.refused += refused ? 1 : 0;
          return { bank, allowed, refused };
        }),
      );
      return counters(results);
    },
  }));
  return [
    ...perDistrict,
    {
      guide: 'G2.1.3',
      done: 'all 104 cells',
      expected: '91 collected, 13 refused',
      got: async () => `${counts.collected} collected, ${counts.refused} refused`,
    },
  ];
};

const deferral = (statements: (person: Person) => Statement[]) => async (): Promise<Statement[]> =>
  statements(await newPerson());

export const scenes: readonly Scene[] = [
  { at: may, statements: registration },
  { at: may, statements: pensionStandards },
  { at: may, statements: baseCapture },
  { at: may, statements: window },
  { at: may, statements: medicalStandards },
  { at: may, statements: arrears },
  { at: may, statements: bankMatrix },
  {
    at: '2023-02-10T10:00:00+08:00',
    statements: deferral((person) => [
      quoted(
        'G3.3.1.3',
        '2022-03 paid in February 2023 at 3980.00',
        '796.00',
        person,
        pension(['2022-03'], '3980.00'),
      ),
      quoted(
        'G3.3.1.3',
        "at last year's 3746.00",
        'base-below-lower-limit',
        person,
        pension(['2022-03'], '3746.00'),
      ),
      quoted(
        'G3.3.1.1',
        '2021-12 in 2023',
        'prior-year-not-allowed',
        person,
        pension(['2021-12'], '3980.00'),
      ),
    ]),
  },
  {
    at: '2023-12-31T23:50:00+08:00',
    statements: deferral((person) => [
      quoted(
        'G3.3.1.3',
        '2022-05 on the last evening at 4242.00',
        '848.40',
        person,
        pension(['2022-05'], '4242.00'),
      ),
    ]),
  },
  {
    at: '2024-01-01T00:00:30+08:00',
    statements: deferral((person) => [
      quoted(
        'G3.3.1.3',
        '2022-05 after the window',
        'deferral-closed',
        person,
        pension(['2022-05'], '4242.00'),
      ),
    ]),
  },
];

export const atScene = setClock;
