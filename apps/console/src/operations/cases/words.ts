/** What can prove that a case is over. */
export const proofKinds: Readonly<Record<string, string>> = {
  adjustment: '调账单',
  'statement-line': '对账单明细',
  'corrected-statement': '更正后的对账单',
  receipt: '收款事件',
  reversal: '冲正事件',
  refund: '退费',
  'channel-answer': '渠道答复',
  'treasury-receipt': '入库事件',
  'treasury-message': '国库报文',
  'bureau-answer': '经办机构答复',
  statement: '对账单',
  debit: '批扣',
};

/** What happened to a case. */
export const historyWords: Readonly<Record<string, string>> = {
  CaseOpened: '立案',
  CaseProbed: '自动查询',
  CaseNoted: '备注',
  CaseAssigned: '转交',
  CaseClosed: '结案',
  CaseReopened: '重新立案',
  CaseOverdue: '超过期限',
};
