import type { CertificatePaper, PaperCheck, PaperLine, PaperState } from '@canbao/contracts';
import { checkPage } from './paper-page';
import { pdfOf } from './pdf';
import { certificateSheet, checkSheet } from './sheet';

const line = (more: Partial<PaperLine> = {}): PaperLine =>
  ({
    name: '灵活就业人员基本养老保险',
    item: 'pension',
    month: '2022-05',
    from: '2022-05-01',
    to: '2022-05-31',
    base: '5000.00',
    rate: '0.20',
    amount: '1000.00',
    state: 'settled',
    treasuryReceivedOn: '2022-05-20',
    ...more,
  }) as PaperLine;
const certificate = (lines: PaperLine[], more: Partial<CertificatePaper> = {}): CertificatePaper =>
  ({
    code: '07DZ-X9TK',
    name: '测试甲',
    certificateNo: 'ZM2022051815852291717421942517',
    receiptNo: 'SD2022051815852291717421942517',
    insurance: 'pension',
    issuedOn: '2022-05-21',
    paidOn: '2022-05-18',
    state: 'valid',
    lines,
    total: '1000.00',
    refunded: '0.00',
    net: '1000.00',
    netInWords: '壹仟元整',
    notCertified: 0,
    ...more,
  }) as CertificatePaper;
const check = (state: PaperState, refunded = '0.00', net = '1000.00'): PaperCheck =>
  ({
    kind: 'certificate',
    number: 'ZM1',
    state,
    lines: [line()],
    total: '1000.00',
    totalInWords: '壹仟元整',
    refunded,
    net,
    netInWords: net === '0.00' ? '零元整' : '壹仟元整',
    checkedAt: '2022-06-01T10:00:00.000+08:00',
    name: '测**',
  }) as PaperCheck;

describe('a line of a paper', () => {
  it.each([
    ['0.20', '20%'],
    ['0.03', '3%'],
    ['0.085', '8.5%'],
    ['0.1', '10%'],
    ['0.005', '0.5%'],
    ['1.05', '105%'],
  ])('shows the rate %s as %s', (rate, shown) =>
    expect(certificateSheet(certificate([line({ rate } as never)])).rows[0]?.[3]).toBe(shown),
  );

  it('shows neither base nor rate of what is owed at a fixed amount, nor of money without a month', () => {
    const { rows } = certificateSheet(
      certificate([line({ base: '18.00', rate: '1' } as never), { name: '待核实款项' } as PaperLine]),
    );
    expect(rows.map((row) => row.slice(2, 4))).toEqual([
      ['定额', '—'],
      ['—', '—'],
    ]);
  });

  it('has a place for each of its cells, and the columns fill the page', () => {
    const { columns, rows } = certificateSheet(certificate([line()]));
    expect(rows[0]).toHaveLength(columns.length);
    expect(columns.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });
});

describe('the check of a paper', () => {
  it.each([
    ['valid', 'good', '该凭证真实有效'],
    ['in-suspense', 'warn', '尚在核实'],
    ['refund-under-way', 'warn', '正在办理退费'],
    ['partly-refunded', 'warn', '部分款项已退费'],
    ['refunded', 'bad', '已全部退费，不能再作为缴费凭据'],
    ['reversed', 'bad', '已冲正，不能再作为缴费凭据'],
  ] as const)('of one that is %s says so in its heading', (state, tone, words) => {
    const html = checkPage({ sheet: checkSheet(check(state), 'C'), state });
    expect(html).toMatch(new RegExp(`<h2 class="${tone}">[^<]*${words}`));
  });

  it('shows the sum that the paper shows: what is still paid', () =>
    expect(checkSheet(check('refunded', '1000.00', '0.00'), 'C').totals).toEqual([
      ['原缴合计', '¥1000.00'],
      ['已退合计', '¥1000.00'],
      ['实缴合计（小写）', '¥0.00'],
      ['实缴合计（大写）', '零元整'],
    ]));
});

describe('a paper in print', () => {
  const pagesOf = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;

  it('has its lines on as many pages as they need, and the stamp on each of them', async () => {
    const short = await pdfOf(certificateSheet(certificate([line()])), 'http://x/verify/C');
    expect(pagesOf(short)).toBe(1);
    const lines = Array.from({ length: 72 }, () => line());
    const long = certificateSheet(certificate(lines, { state: 'partly-refunded' }));
    expect(pagesOf(await pdfOf(long, 'http://x/verify/C'))).toBeGreaterThan(2);
    expect(long.stamp).toBe('部分退费');
  }, 30_000);
});
