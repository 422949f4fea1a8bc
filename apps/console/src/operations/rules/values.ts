const words: readonly (readonly [RegExp, string])[] = [
  [/^none$/, '无'],
  [/^wechat, alipay$/, '微信小程序、支付宝小程序'],
  [/^agency-pushed (\S+) inclusive none$/, '由经办机构推送；日率 $1，首尾两日都算，不封顶'],
  [/^gap up to (\d+) months, wait of (\d+) months$/, '中断不超过 $1 个月可以补缴，等待期 $2 个月'],
  [
    /^payment-success-time, arrears never paid: as-gap-over-(\d+), break in the wait: restart$/,
    '以缴费成功时间为准；欠费始终未缴的，按中断超过 $1 个月；等待期内中断的，重新起算',
  ],
  [/^settled whole$/, '整月入账'],
  [/^settled$/, '已入账'],
  [/^(\d+) months a year$/, '每年 $1 个月'],
  [/^closed-unpaid$/, '已截止且未缴'],
  [/^personal-part$/, '个人缴费部分'],
  [/^not-included$/, '不计入'],
  [/^(\d+) min$/, '$1 分钟'],
  [/^month-end$/, '月末'],
  [/^(\d+) day later$/, '$1 天后'],
  [/^day (\d+), (\d+) working days$/, '每月 $1 日，$2 个工作日内'],
  [/^(\d+) to (\d+) working days$/, '$1 至 $2 个工作日'],
  [
    /^(\S{10})T\S+ to before (\S{10})T\S+, limits of (\d{4}), late fee (\S+)$/,
    '$1 起，$2 之前办理；按 $3 年基数上下限，滞纳金 $4',
  ],
  [/^with the deferral$/, '与缓缴期同止'],
  [/^charge-and-refund$/, '多退少补'],
  [/^charge$/, '只补不退'],
  [/^within-year$/, '当年之内可以预缴'],
  [/^(scheme|base) on (\S+)$/, '$1 $2 变更'],
  [/^(scheme|base) from (\S+) to (\S+)$/, '$1 $2 至 $3 变更'],
  [/^(\S+) \(largeSum (\S+), longTermCare (\S+)\)$/, '$1（大额医疗 $2，长期护理 $3）'],
  [/^(\S+) a year$/, '每年 $1'],
  [/^(\d+) years after the year of payment$/, '缴费当年之后 $1 年'],
];

const parts: Readonly<Record<string, string>> = { scheme: '参保方式', base: '缴费基数' };

/** The value of a rule as people read it; figures as they are. */
export const valueText = (value: string): string => {
  const form = words.find(([each]) => each.test(value));
  if (form === undefined) return value;
  return value.replace(form[0], form[1]).replace(/^(scheme|base)/, (part) => parts[part] ?? part);
};
