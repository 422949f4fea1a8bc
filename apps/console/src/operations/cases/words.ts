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

/** What a kind of case means, and what is to be done about it. */
const explained: Readonly<Record<string, string>> = {
  'channel-only': '渠道账单上有这笔钱，我方账上没有。先向渠道查询，查实后入账。',
  'ours-only': '我方已记这笔钱，渠道账单上没有。请渠道核实，或冲正。',
  amount: '渠道与我方记的金额不同。以渠道更正的账单或调账单为准。',
  status: '渠道与我方对这笔钱是否有效说法不同。请渠道核实。',
  conflict: '同一流水号，渠道确认的内容与我方已记的不同。请渠道核实。',
  'treasury-missing': '已报国库，逾期没有入库。请国库查询。',
  'treasury-amount': '国库入库金额与上报的不同。请国库更正。',
  'treasury-conflict': '国库前后两次答复不一致。请国库核实。',
  'treasury-unknown': '国库告知一笔我方没有上报的来账。请国库核实。',
  'treasury-return-missing': '应退库的钱逾期没有退回。请国库查询。',
  'treasury-unanswered': '国库没有受理或没有答复。请国库查询。',
  'bureau-missing': '经办机构逾期没有答复是否记账。请经办机构查询。',
  'bureau-refused': '经办机构拒绝记账。更正后再次请求，或转为退费。',
  'bureau-amount': '经办机构记账金额与我方不同。请经办机构更正。',
  'bureau-conflict': '经办机构前后答复矛盾。请经办机构核实。',
  'bureau-unreversed': '经办机构拒绝冲销这个月。请经办机构核实后冲销；确定不能冲销的，终止退费、款项不退。',
  'bureau-total': '经办机构报来的日合计与我方的不平。请双方逐笔核对。',
  'refund-abnormal': '渠道不能按原路退回。改用其他方式，或退至另一张卡。',
  'suspense-stays': '这笔待查款没有自行离开，需要人工决定抵缴或退回。',
  'debit-base': '批扣基数已低于下限，这个月没有扣款。请缴费人确认基数。',
  'debit-contradiction': '银行对同一笔批扣前后说法不一。请银行核实。',
  'fact-unmatched': '渠道的通知对不上任何一笔业务。请渠道核实。',
  'statement-missing': '渠道的对账单没有到。请渠道补送。',
};
export const explanationOf = (kind: string): string => explained[kind] ?? '需要查明。';

const channelStates: Readonly<Record<string, string>> = {
  open: '未支付',
  closed: '已关闭',
  unknown: '查无此单',
  paying: '支付中',
  failed: '支付失败',
};
const foundTexts: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [/^booked$/, () => '已补记入账'],
  [/^the channel's next statement is awaited$/, () => '等待渠道下一份对账单'],
  [/^the channel answers: paid (\S+)$/, (_, amount = '') => `渠道答复：已支付 ${amount} 元`],
  [/^the channel answers: (.+)$/, (_, state = '') => `渠道答复：${channelStates[state] ?? '不明'}`],
  [/^the statement does not say how much$/, () => '对账单没有写明金额'],
  [/^the channel's statement says paid, its answer /, () => '渠道对账单与其答复不一致'],
  [/^the channel's statement and its answer name other payments$/, () => '渠道对账单与其答复所指不是同一笔'],
];

/** What a probe has found; the words as they were recorded are in the history. */
export const foundText = (found: string): string => {
  for (const [form, words] of foundTexts) {
    const parts = form.exec(found);
    if (parts !== null) return words(...parts);
  }
  return /[\u4e00-\u9fff]/.test(found) ? found : '见下方经过';
};
