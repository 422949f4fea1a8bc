import { month } from '@canbao/calendar';
import { conditionsOf, pack, ruleReasons, type RuleReason } from '../index';
import { refuse } from './refusal';

const [may, june] = [month('2022-05'), month('2022-06')];
const conditions = (reason: RuleReason, details: object = {}, insurance: 'pension' | 'medical' = 'pension') =>
  conditionsOf(pack('jinan'), refuse(reason, details as never), { insurance, months: [may, june] });

describe('a condition', () => {
  it.each([
    ['not-registered', 'registration', '指南 G3.1', 'registration-agency'],
    [
      'deferral-closed',
      'pension.deferral',
      '人社厅发〔2022〕16号 关于特困行业阶段性实施缓缴企业社会保险费政策的通知; 指南 G3.3.1.3',
      'nobody',
    ],
    ['prior-year-not-allowed', 'pension.window', '指南 G3.3.1.1', 'nobody'],
    ['already-paid', 'pension.duplicate', '指南 G3.3.1.1', 'channel'],
    ['arrears-push-required', 'medical.arrears', '指南 G3.3.2.1', 'medical-agency'],
    ['unknown-item', 'medical.bundle', '指南 G3.2.2.6', 'payer'],
    ['bundle-incomplete', 'medical.bundle', '指南 G3.2.2.6', 'payer'],
    ['base-required', 'pension.limits', '指南 G1.4', 'payer'],
    ['base-not-multiple-of-step', 'pension.baseStep', '配置 pension.baseStep', 'payer'],
    ['base-below-lower-limit', 'pension.limits', '指南 G3.2.1.1, G3.2.1.4', 'payer'],
    ['base-above-upper-limit', 'pension.limits', '指南 G3.2.1.1, G3.2.1.4', 'payer'],
    ['no-limits-for-date', 'pension.quote', '规则包中没有适用于该日期的规定', 'operator'],
    ['no-rate-for-month', 'pension.quote', '规则包中没有适用于该日期的规定', 'operator'],
  ] as const)('for %s rests on %s (%s) and is cleared by %s', (reason, rule, source, clearedBy) =>
    expect(conditions(reason)).toEqual([{ code: reason, rule, source, clearedBy }]),
  );
  it('names the rule of its insurance where no row exists', () =>
    expect(conditions('no-rate-for-month', {}, 'medical')).toMatchObject([{ rule: 'medical.quote' }]));
  it.each([
    ['pension', '指南 G3.3.1.1'],
    ['medical', '灵活就业人员缴费问答 (2021-04-26); 指南 G1.4'],
  ] as const)('for a %s month in the future is cleared by time, on its first day', (insurance, source) =>
    expect(conditions('prepayment-not-allowed', { rejectedMonths: [june] }, insurance)).toEqual([
      {
        code: 'prepayment-not-allowed',
        rule: `${insurance}.window`,
        source,
        clearedBy: 'time',
        clearsOn: '2022-06-01',
        details: { month: june },
      },
    ]),
  );
  it('is given for each month that is refused', () =>
    expect(conditions('already-paid', { rejectedMonths: [may, june] })).toMatchObject([
      { details: { month: may } },
      { details: { month: june } },
    ]));
  it('carries the evidence', () =>
    expect(conditions('unknown-item', { unknownItems: ['pension'] })).toMatchObject([
      { details: { unknownItems: ['pension'] } },
    ]));
  it.each(['months-required', 'duplicate-month', 'field-not-applicable'] as const)(
    'is not given for %s',
    (reason) => expect(conditions(reason, { rejectedMonths: [may] })).toEqual([]),
  );
  it('is given for every other reason', () =>
    expect(ruleReasons.filter((reason) => conditions(reason).length === 0)).toEqual([
      'months-required',
      'duplicate-month',
      'field-not-applicable',
    ]));
});
