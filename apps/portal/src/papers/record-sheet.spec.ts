import { inflateSync } from 'node:zlib';
import type { RecordCheck, RecordedInsurance, RecordPaper } from '@canbao/contracts';
import { englishIn } from '@canbao/test-servers/english';
import { checkPage, paperPage } from './paper-page';
import { pdfOf } from './pdf';
import { recordCheckSheet, recordSheet } from './record-sheet';

const months = (year: number, from: number, to: number, state = 'paid') =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    month: `${year}-${String(from + index).padStart(2, '0')}`,
    state,
  }));
const year = (of: number, counted: number, own: readonly object[]) => ({
  year: of,
  counted,
  amount: `${counted * 1000}.00`,
  personalAccount: `${counted * 400}.00`,
  months: own,
});
const pension = (more: object = {}): RecordedInsurance =>
  ({
    insurance: 'pension',
    counted: 15,
    amount: '15000.00',
    personalAccount: '6000.00',
    cumulative: { years: 1, months: 3 },
    carried: 0,
    withoutAmount: 0,
    withoutAccount: 0,
    gaps: [{ from: '2022-11', until: '2023-01', months: 3 }],
    years: [
      year(2022, 10, [...months(2022, 1, 10), ...months(2022, 11, 12, 'gap')]),
      year(2023, 5, [
        ...months(2023, 1, 1, 'gap'),
        ...months(2023, 2, 4),
        ...months(2023, 5, 5, 'elsewhere'),
        ...months(2023, 6, 7),
      ]),
    ],
    payable: ['2023-08', '2023-09', '2023-11'].map((month) => ({
      month,
      until: '2023-12-31',
      total: '1000.00',
    })),
    parameters: [
      { name: 'pension.personalAccount', value: '0.08', source: { article: '国发〔2005〕38号第三条' } },
    ],
    ...more,
  }) as unknown as RecordedInsurance;
const record = (...insurances: RecordedInsurance[]): RecordPaper =>
  ({
    recordNo: 'JL0604462909807314587353088',
    code: '07DZ-X9TK',
    name: '测试甲',
    asOf: '2023-11-20',
    knownAt: '2023-11-20T10:00:05.123+08:00',
    insurances,
  }) as RecordPaper;

/**
 * The text of a PDF with one font, read back from its bytes: glyphs as the page shows them, turned into signs
 * by the table that lets a reader copy them.
 */
const textOf = (pdf: Buffer): string => {
  const raw = pdf.toString('latin1');
  const streams = [...raw.matchAll(/stream\r?\n([^]*?)\r?\nendstream/g)].flatMap(([, bytes = '']) => {
    try {
      return [inflateSync(Buffer.from(bytes, 'latin1')).toString('latin1')];
    } catch {
      return [];
    }
  });
  const table = streams.filter((one) => one.includes('beginbfrange')).join('\n');
  const signs = [...table.matchAll(/<(\w+)> <\w+> \[([^\]]*)\]/g)].flatMap(([, first = '', list = '']) =>
    [...list.matchAll(/<([\w ]+)>/g)].map(
      ([, hex = ''], index) =>
        [
          Number.parseInt(first, 16) + index,
          Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'),
        ] as const,
    ),
  );
  const signOf = new Map(signs);
  const shown = streams.filter((one) => one.includes(' TJ')).join('\n');
  return [...shown.matchAll(/\[([^\]]*)\] TJ/g)]
    .map(([, run = '']) =>
      [...run.matchAll(/<(\w+)>/g)]
        .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
        .map((glyph) => signOf.get(Number.parseInt(glyph, 16)) ?? '?')
        .join(''),
    )
    .join('\n');
};

describe('a contribution record', () => {
  const sheet = recordSheet(record(pension()));

  it('has a line a year: the months that count, and what became of the others', () =>
    expect(sheet.rows).toEqual([
      ['基本养老保险', '2022', '10', '1–10月', '未缴 11–12月', '10000.00', '4000.00'],
      ['基本养老保险', '2023', '5', '2–4、6–7月', '未缴 1月；单位参保 5月', '5000.00', '2000.00'],
    ]));

  it('says the years as years and months, and the gaps, over the edge of a year as one', () => {
    expect(sheet.facts).toContainEqual(['养老缴费年限', '1 年 3 个月（累计 15 个月）']);
    expect(sheet.totals).toEqual([
      ['基本养老保险缴费合计', '¥15000.00，其中个人账户 ¥6000.00'],
      ['基本养老保险中断', '2022-11 至 2023-01（3 个月）'],
    ]);
  });

  it('lists what could still be paid, months in a row together, and until when', () =>
    expect(sheet.further?.map(({ rows }) => rows)).toEqual([
      [
        ['基本养老保险', '2023-08 至 2023-09', '¥1000.00', '2023-12-31', '当期'],
        ['基本养老保险', '2023-11', '¥1000.00', '2023-12-31', '当期'],
      ],
    ]));

  it('shows beside the months what final limits have changed, and what went back', () => {
    const own = [
      {
        ...months(2022, 1, 1)[0],
        adjustments: [
          { state: 'paid', on: '2022-10-09', amount: '46.80', personalAccount: '18.72' },
          { state: 'refunded', on: '2022-11-02', amount: '10.00' },
        ],
      },
      {
        ...months(2022, 2, 2, 'returned')[0],
        returned: [{ paidOn: '2022-02-10', returnedOn: '2022-03-01', amount: '749.20' }],
      },
    ];
    const adjusted = recordSheet(record(pension({ years: [year(2022, 1, own)] })));
    expect(adjusted.further?.[0]).toMatchObject({
      heading: '多退少补与退费',
      rows: [
        ['基本养老保险', '2022-01', '已补缴差额', '2022-10-09', '46.80', '18.72'],
        ['基本养老保险', '2022-01', '退还差额', '2022-11-02', '-10.00', '—'],
        ['基本养老保险', '2022-02', '2022-02-10 缴费，已退费或冲正', '2022-03-01', '-749.20', '—'],
      ],
    });
    expect(adjusted.rows[0]?.[4]).toBe('已退 2月');
    expect(adjusted.notes.join()).toContain('合计已含多退少补');
    expect(englishIn(paperPage(adjusted, 'x'))).toEqual([]);
  });

  it('says what the personal account rests on, that interest is not in it, and what is not known', () => {
    const { notes } = recordSheet(
      record(
        pension({
          carried: 3,
          carriedThrough: '2021-12',
          withoutAmount: 2,
          withoutAccount: 2,
          judgedFrom: '2020-11',
        }),
      ),
    );
    const text = notes.join('\n');
    expect(text).toContain('个人账户按缴费基数的 8% 计（国发〔2005〕38号第三条），不含记账利息');
    expect(text).toContain('3 个月为经办机构告知的此前缴费（至 2021-12）');
    expect(text).toContain('2020-11 以前由经办机构征收');
    expect(text).toContain('2 个月未存金额');
    expect(text).toContain('2 个月个人账户金额不详');
  });

  it('has a place for each of its cells, and its columns fill the page', () => {
    for (const { columns, rows } of [sheet, ...(sheet.further ?? [])]) {
      expect(columns.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
      for (const row of rows) expect(row).toHaveLength(columns.length);
    }
  });

  it('is a page with every table, and carries nothing that breaks out of it', () => {
    const html = paperPage(recordSheet({ ...record(pension()), name: '<b>&' }), 'http://x/verify/C');
    for (const text of ['缴费记录', '仍可缴纳的月份', '2–4、6–7月', '&lt;b&gt;&amp;'])
      expect(html).toContain(text);
    expect(html).not.toContain('<b>');
  });

  it('prints its lines, its tables and its code as text that can be read', async () => {
    const text = textOf(await pdfOf(sheet, 'http://x/verify/07DZ-X9TK'));
    for (const words of [
      '社会保险费缴费记录',
      '测试甲',
      '1 年 3 个月（累计 15 个月）',
      '未缴 1月；单位参保 5月',
      '截至上述时间仍可缴纳的月份',
      '2023-08 至 2023-09',
      '07DZ-X9TK',
    ])
      expect(text).toContain(words);
  });

  it('of forty years of two insurances prints on a few pages, each numbered', async () => {
    const years = Array.from({ length: 40 }, (_, index) =>
      year(1986 + index, 12, months(1986 + index, 1, 12)),
    );
    const long = recordSheet(record(pension({ years }), pension({ years, insurance: 'medical' })));
    const text = textOf(await pdfOf(long, 'http://x/verify/C'));
    const count = Number(/共 (\d) 页/.exec(text)?.[1]);
    expect(count).toBeGreaterThan(2);
    expect(count).toBeLessThan(6);
    expect(text).toContain(`第 ${count} 页，共 ${count} 页`);
  }, 30_000);
});

describe('the check of a record', () => {
  const check = (state: 'valid' | 'changed') =>
    ({
      ...record(pension()),
      kind: 'record',
      state,
      checkedAt: '2023-11-21T10:00:00.000+08:00',
    }) as unknown as RecordCheck;
  it.each([
    ['valid', 'good', '真实有效'],
    ['changed', 'warn', '此后有退费或更正'],
  ] as const)('that is %s says so in its heading', (state, tone, words) => {
    const html = checkPage({ sheet: recordCheckSheet(check(state), 'C'), state });
    expect(html).toMatch(new RegExp(`<h2 class="${tone}">[^<]*${words}`));
    expect(html).toContain('2–4、6–7月');
  });
});
