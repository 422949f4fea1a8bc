import { day } from '@canbao/calendar';
import { packNames } from './pack';
import { pack } from './packs';
import { rulesInForce, tablesOf } from './rules-in-force';
import { valueInChinese } from './rule-words';

const configured = pack('jinan', {
  'deferral.channelCloseAt': { ccb: '2023-12-20T16:00:00+08:00', 'tax-desk': '2023-12-29T17:00:00+08:00' },
  'waiting.breakInWait': 'pause',
  'payment.rulingClock': 'treasury-receipt-date',
});
const all = [...packNames.map((name) => pack(name)), configured].flatMap((each) =>
  tablesOf(each).flatMap(({ rule, rows }) => rows.map(({ value }) => ({ rule, value }))),
);

describe('the words of rules', () => {
  it('leave no English in a Chinese value but the codes of channels', () => {
    const channels = /ccb|tax-desk/g;
    const chinese = all.map(
      ({ rule, value }) => `${rule}: ${valueInChinese(rule, value).replaceAll(channels, '')}`,
    );
    expect(chinese.filter((said) => /[A-Za-z]{2}/.test(said.slice(said.indexOf(': '))))).toEqual([]);
  });
  it.each([
    ['record.gap', '到月末未缴费的月份'],
    ['pension.rate', '20%'],
    ['medical.rate', '9% / 5%'],
    ['pension.limits', '3746.00–18726.00（2022 年标准）'],
    ['medical.benefit', '中断 3 个月以内可补缴恢复，等待期 3 个月'],
    ['pension.trueUp', '多退少补'],
    ['medical.lateFee', '按经办机构推送，日费率 0.05%，含当日，不封顶'],
  ])('say %s as %s', (rule, zh) => {
    const found = rulesInForce(pack('jinan'), day('2022-05-18')).find((each) => each.rule === rule);
    expect(found?.valueZh).toBe(zh);
  });
});
