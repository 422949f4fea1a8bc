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
  [/^(\d+) years after the year of payment$/, '缴费当年之后 $1 年'],
];

/** The value of a rule as people read it; figures as they are. */
export const valueText = (value: string): string => {
  const form = words.find(([each]) => each.test(value));
  return form === undefined ? value : value.replace(form[0], form[1]);
};
