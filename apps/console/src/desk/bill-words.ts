import type { BillFaultCode } from '@canbao/rules';

/** What is wrong with a line of a bill, for whoever has typed it: what it is and what to do. */
export const faultWords: Readonly<Record<BillFaultCode, string>> = {
  'not-registered': '该月没有医保参保登记，请核对月份。',
  'no-rate-for-month': '该月早于系统能计算的最早月份。',
  'month-not-past': '只能推送当月以前的月份。',
  'duplicate-month': '该月填了两次，请合并。',
  'already-paid': '已收到款，不能再改金额。',
  'bill-exists': '该月已有另一张有效的补缴单，请更正或撤回那一张。',
  'person-deceased': '该月在死亡减员之后。',
  'covered-by-employer': '该月已由用人单位参保。',
  'unknown-item': '不是医保的品目。',
  'duplicate-item': '同一品目填了两次。',
  'mixed-schemes': '同一个月不能有两种缴费方式的品目。',
  'bundle-incomplete': '单建统筹的三项要一并推送。',
  'nothing-to-pay': '金额不能全部为零。',
  'amount-out-of-range': '金额超出范围，请核对。',
  'late-fee-not-charged': '现行规则不收滞纳金，请填 0。',
  'total-mismatch': '各行相加与合计不符。',
  'already-expired': '缴费期限已过，请填今天或以后的日期。',
};
/** What a month or a bill is called by where it stands. */
export const stateNames = {
  open: '待缴',
  payable: '可缴',
  'part-paid': '部分已缴',
  paid: '已缴',
  expired: '已过期',
  withdrawn: '已撤回',
  closed: '暂不可缴',
} as const;
/** What has been done with a bill. */
export const stepNames = {
  pushed: '推送',
  replaced: '更正',
  withdrawn: '撤回',
  expired: '过期',
  paid: '缴费到账',
} as const;
/** The two ways to be insured for medical costs. */
export const schemeNames = { pooled: '单建统筹', 'with-account': '统账结合' } as const;
