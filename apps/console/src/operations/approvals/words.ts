import type { Shown } from '@canbao/api-client';
import { proofKinds } from '../cases/words';
import { shownYuan } from '../parts/money';
import { shownTime } from '../parts/words';

type Action = Shown<'/operations/payment/proposals'>['items'][number]['action'];

/** What a proposal would have done. */
export const actionNames: Readonly<Record<Action, string>> = {
  'release-key': '恢复处理搁置事件',
  republish: '重新发布事件',
  'post-again': '再次请求记账',
  'open-refund-case': '放弃记账，转为退费',
  'withdraw-refund-case': '撤回退费案件',
  'refund-other-way': '改用其他方式退费',
  'take-back-refund': '终止退费，款项不退',
  'refund-redirection': '退至其他银行卡',
  'close-case': '案件结案',
  'open-debit-run': '开始批扣',
  'resolve-suspense': '处理待查款',
  'activate-true-up': '执行多退少补',
  'erase-person': '删除个人信息',
};
/** The same by its code; exports are no proposals. */
export const actionName = (action: string): string =>
  action === 'export-entries' ? '导出分录' : (actionNames[action as Action] ?? '其他操作');

/** What the details of a proposal are called. */
export const detailNames: Readonly<Record<string, string>> = {
  key: '参保人编号',
  records: '搁置事件数',
  caseId: '案件',
  kind: '凭据种类',
  reference: '凭据号',
  amount: '金额（元）',
  after: '起始位置',
  postingId: '记账',
  refundId: '退费',
  orderId: '订单',
  lineId: '待查款',
  way: '去向',
  runId: '试算',
  people: '人数',
  charge: '应补（元）',
  refund: '应退（元）',
  day: '日期',
  payoutNo: '付款单号',
  paidOutAt: '付款时间',
  bank: '收款银行',
  personId: '参保人编号',
  because: '原因',
  bundles: '整月组合',
  months: '所属期',
  released: '已恢复',
  cursor: '当前位置',
};
const ways: Readonly<Record<string, string>> = { back: '退回', obligation: '抵缴' };

/** A detail as people read it. */
export const detailValue = (name: string, value: string): string => {
  if (name === 'kind') return proofKinds[value] ?? '其他';
  if (name === 'way') return ways[value] ?? '其他';
  return name.endsWith('At') ? shownTime(value) : shownYuan(value);
};

const outcomes: Readonly<Record<string, string>> = {
  done: '已办结',
  'key-not-parked': '已不再搁置',
  'event-missing': '前面的事件仍缺失',
  'record-undecodable': '事件仍无法解读',
  'handler-failed': '处理仍未成功',
  'payout-not-due': '已不需付款',
  'payout-amount-differs': '金额不符',
  'erasure-not-possible': '尚不能删除',
};
/** What became of an approved proposal. */
export const outcomeName = (outcome: string): string => outcomes[outcome] ?? '未办成';
