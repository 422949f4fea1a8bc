import type { Shown } from '@canbao/api-client';

type Action = Shown<'/operations/payment/proposals'>['items'][number]['action'];

/** What a proposal would have done. */
export const actionNames: Readonly<Record<Action, string>> = {
  'release-key': '恢复处理搁置事件',
  republish: '重新发布事件',
  'post-again': '再次请求记账',
  'open-refund-case': '放弃记账，转为退费',
  'withdraw-refund-case': '撤回退费案件',
  'refund-other-way': '改用其他方式退费',
  'refund-redirection': '退至其他银行卡',
  'close-case': '案件结案',
  'open-debit-run': '开始批扣',
  'resolve-suspense': '处理待查款',
  'activate-true-up': '执行多退少补',
  'erase-person': '删除个人信息',
};

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
};
