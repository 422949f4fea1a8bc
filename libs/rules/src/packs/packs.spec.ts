import { day, month } from '@canbao/calendar';
import { pack, rowOn, rulesInForce, tablesOf, type PackConfig } from '../index';

const stepOn = (config: PackConfig, on: string) => rowOn(pack('jinan', config).pensionBaseSteps, day(on));

describe('a pack', () => {
  it('of the guide has no splits with account, no true-up, and the figures of 2022 alone', () => {
    const guide = pack('guide-2022');
    expect([guide.pensionSplits, guide.pensionTrueUps, guide.medicalAccountSplits]).toEqual([[], [], []]);
    expect([
      guide.pensionLimits,
      guide.medicalBases,
      guide.medicalRates,
      guide.medicalSurcharges,
    ]).toMatchObject([
      [{ until: '2022-12-31' }],
      [{ from: '2022-01', until: '2022-12', value: '3746.00' }],
      [{ from: '2022-01', until: '2022-12', value: { 'with-account': '0.09', pooled: '0.05' } }],
      [
        {
          from: '2022-01',
          until: '2022-12',
          value: { amount: '18.00', every: 'month', schemes: ['pooled'] },
        },
      ],
    ]);
  });
  it('says its name', () =>
    expect([pack('jinan').name, pack('guide-2022').name]).toEqual(['jinan', 'guide-2022']));
  it('without configuration is as it was found', () => expect(pack('jinan', {})).toEqual(pack('jinan')));
});

describe('configuration', () => {
  it('of the step replaces the default, from 2022 on', () => {
    const config = { 'pension.baseStep': '100.00' };
    expect(stepOn(config, '2021-12-31')).toBeUndefined();
    expect(stepOn(config, '2022-01-01')).toEqual({
      from: '2022-01-01',
      value: '100.00',
      configuration: true,
      source: { sources: ['pension.baseStep'] },
    });
    expect(pack('jinan', config).pensionBaseSteps).toHaveLength(1);
  });
  it('of the surcharge fills months without a source and leaves the others', () => {
    const rows = pack('jinan', { 'medical.surcharge': '20.00' }).medicalSurcharges;
    expect(
      ['1991-12', '1992-01', '2021-12', '2022-01', '2023-12', '2024-01'].map(
        (value) => rowOn(rows, month(value))?.value.amount,
      ),
    ).toEqual([undefined, '20.00', '20.00', '18.00', '18.00', '20.00']);
    expect(rowOn(rows, month('2024-01'))?.source).toEqual({ sources: ['medical.surcharge'] });
  });
  it('of the pooled split must add up to a pooled rate', () => {
    const rows = pack('jinan', { 'medical.pooledSplit': ['0.04', '0.01'] }).medicalPooledSplits;
    expect(rows).toMatchObject([
      {
        from: '1992-01',
        value: { unit: '0.04', personal: '0.01' },
        source: { sources: ['medical.pooledSplit'] },
      },
    ]);
    expect(pack('jinan', { 'medical.pooledSplit': ['0.02', '0.02'] }).medicalPooledSplits).toMatchObject([
      { value: { unit: '0.02', personal: '0.02' } },
    ]);
    expect(() => pack('jinan', { 'medical.pooledSplit': ['0.04', '0.02'] })).toThrow(
      new RangeError('medical.pooledSplit adds up to 0.06, which is no pooled rate'),
    );
  });
  it('of the end of the deferral keeps its source and its other values', () => {
    const [before] = pack('jinan').pensionDeferrals;
    const [after] = pack('jinan', { 'deferral.closeAt': '2023-12-20T16:00:00+08:00' }).pensionDeferrals;
    expect(after).toEqual({
      ...before,
      value: { ...before?.value, closeAt: '2023-12-20T16:00:00.000+08:00' },
    });
  });
  it('of the validity replaces the default', () =>
    expect(pack('jinan', { 'quote.validityMinutes': 5 }).quoteValidities).toMatchObject([
      { from: '2022-01-01', value: { minutes: 5 }, source: { sources: ['quote.validityMinutes'] } },
    ]));
  it.each([
    { 'pension.baseStep': '1' },
    { 'medical.surcharge': '-' },
    { 'deferral.closeAt': '2023-12-20' },
    { 'medical.pooledSplit': ['3%', '2%'] },
  ] as PackConfig[])('%j makes no sense and is refused', (config) =>
    expect(() => pack('jinan', config)).toThrow(RangeError),
  );
});

describe('the rules in force', () => {
  const on = (value: string) => rulesInForce(pack('jinan'), day(value));
  it('are shown by name, in Chinese, with value, dates and source', () =>
    expect(on('2023-09-01').map(({ rule, zh, by, value }) => [rule, zh, by, value])).toEqual([
      ['pension.limits', '缴费基数上下限', 'payment-day', '4242.00–21207.00 (2023)'],
      ['pension.rate', '养老保险缴费费率', 'period-month', '0.20'],
      ['pension.split', '统筹基金 + 个人账户', 'period-month', '0.12 + 0.08'],
      ['pension.baseStep', '缴费基数步长', 'payment-day', '1.00'],
      ['pension.trueUp', '多退少补', 'period-month', 'charge-and-refund'],
      ['pension.baseCapture', '仅填写缴费基数即视为修改登记基数', 'payment-day', 'wechat, alipay'],
      ['medical.base', '医疗保险缴费基数', 'period-month', '4242.00'],
      ['medical.rate', '医疗保险缴费费率（统账结合 / 单建统筹）', 'period-month', '0.09 / 0.05'],
      ['medical.accountSplit', '统账结合：单位部分 + 个人部分', 'period-month', '0.07 + 0.02'],
      ['medical.pooledSplit', '单建统筹：单位部分 + 个人部分', 'period-month', '0.03 + 0.02'],
      ['medical.surcharge', '大额医疗互助保险', 'period-month', '18.00'],
      ['medical.prepayment', '预缴', 'period-month', 'none'],
      ['medical.trueUp', '医疗保险补差', 'period-month', 'none'],
      ['medical.lateFee', '滞纳金', 'payment-day', 'agency-pushed 0.0005 inclusive none'],
      [
        'medical.benefit',
        '医保待遇：可补缴的中断月数、等待期',
        'period-month',
        'gap up to 3 months, wait of 3 months',
      ],
      [
        'medical.benefitReading',
        '医保待遇的计算口径',
        'payment-day',
        'payment-success-time, arrears never paid: as-gap-over-3, break in the wait: restart',
      ],
      ['record.pensionMonth', '养老保险缴费月数的计算', 'period-month', 'settled'],
      ['record.medicalMonth', '医疗保险缴费月数的计算', 'period-month', 'settled whole'],
      ['record.years', '缴费年限', 'payment-day', '12 months a year'],
      ['record.gap', '中断月份', 'period-month', 'closed-unpaid'],
      ['pension.personalAccount', '养老保险个人账户', 'period-month', '0.08'],
      ['medical.personalAccount', '医疗保险个人账户', 'period-month', 'personal-part'],
      ['record.interest', '个人账户记账利息', 'period-month', 'not-included'],
      ['quote.validity', '核定有效期', 'payment-day', '30 min'],
      ['monthClose', '月末关账', 'payment-day', 'month-end'],
      ['bankMatrix.cashGroupSize', '支持现金缴费的银行列数', 'payment-day', '以银行解释为准'],
      ['businessDayClose', '日切', 'payment-day', '1 day later'],
      ['debit.terms', '按月批扣日与扣款期限', 'payment-day', 'day 15, 5 working days'],
      ['treasuryDelay', '入库所需工作日', 'payment-day', '1 to 5 working days'],
      ['privacy.retention', '缴费凭证保管期限', 'payment-day', '30 years after the year of payment'],
    ]));
  it('have every member of a reply and no other', () =>
    expect(on('2023-09-01')[0]).toEqual({
      rule: 'pension.limits',
      zh: '缴费基数上下限',
      by: 'payment-day',
      value: '4242.00–21207.00 (2023)',
      valueZh: '4242.00–21207.00（2023 年标准）',
      from: '2023-08-01',
      until: '2023-12-31',
      status: 'final',
      confidence: 'A',
      source: {
        document:
          '鲁人社字〔2023〕59号 山东省2023年度社会保险缴费基数上下限（青岛新闻网全文） (2023-07-04); 2023年度济南市社会保险缴费基数调整',
        article: '济南自2023-08-01起执行',
        url: 'https://news.qingdaonews.com/qingdao/2023-07/08/content_23464391.htm',
      },
    }));
  it('say how sure they are, and what a citizen is told about an estimate', () => {
    const shown = on('2026-09-01').filter(({ noteZh }) => noteZh !== undefined);
    expect(
      shown.map(({ rule, value, status, confidence, configuration, noteZh }) => ({
        rule,
        value,
        status,
        confidence,
        configuration,
        noteZh,
      })),
    ).toEqual([
      {
        rule: 'pension.limits',
        value: '4573.00–22863.00 (2026)',
        status: 'final',
        confidence: 'B',
        configuration: true,
        noteZh: '按 2026 年标准预估',
      },
      {
        rule: 'medical.base',
        value: '4573.00',
        status: 'provisional',
        confidence: 'B',
        configuration: true,
        noteZh: '按 2026 年标准预估',
      },
    ]);
    expect(on('2026-01-01')[0]).toMatchObject({ status: 'provisional', confidence: 'configuration' });
    expect(on('2025-08-01')[0]).toMatchObject({ status: 'final', confidence: 'B-' });
  });
  it('include the deferral for a day of its months', () =>
    expect(on('2022-05-18').find(({ rule }) => rule === 'pension.deferral')).toMatchObject({
      zh: '缓缴',
      by: 'period-month',
      value: expect.stringMatching(
        /^2023-01-01T00:00:00.000\+08:00 to before 2024-01-01T.*, limits of 2023, late fee 0.00$/,
      ) as string,
    }));
  it('leave out what has no row', () => {
    expect(on('2024-01-01').map(({ rule }) => rule)).not.toContain('pension.trueUp');
    expect(on('2020-08-01').map(({ rule, value }) => [rule, value])).toEqual([
      ['medical.rate', '0.08 / 0.04'],
      ['pension.personalAccount', '0.08'],
      ['record.interest', 'not-included'],
      ['privacy.retention', '30 years after the year of payment'],
    ]);
  });
  it('are the same tables for every pack', () =>
    expect(tablesOf(pack('guide-2022')).map(({ rule }) => rule)).toEqual(
      tablesOf(pack('jinan')).map(({ rule }) => rule),
    ));
});
