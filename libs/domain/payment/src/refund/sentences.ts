import type { RefundStatus } from '@canbao/contracts';

/** What a payer is told of a status: where the refund stands, and what comes next, if anything does. */
export interface Sentences {
  readonly statusText: string;
  readonly next?: string;
}

/** Why a channel does not send money back: its protocol has no way to. */
export const noWayBack = 'no-way-back';

/** Instead of those of `abnormal`, where nothing is wrong with the payer's account. */
const byHand: Sentences = {
  statusText: '该缴费渠道不支持原路退回，由工作人员办理退付。',
  next: '工作人员将与您核实收款账户后转账退付，请保持联系方式畅通，或拨打12366咨询。',
};

/** Instead of those of `unposting`, where the bureau has refused. */
const kept: Sentences = {
  statusText: '经办机构未予冲销该月份的记账，款项暂未退回，工作人员正在核实。',
  next: '核实后，或重新办理冲销并退回款项，或终止退费、该月份仍计为已缴费；如有疑问，请拨打12366咨询。',
};

/** Instead of those of `closed`, where the money stays after all. */
const takenBack: Sentences = {
  statusText: '经办机构未予冲销，经核实终止退费：款项未退回，该月份仍计为已缴费。',
  next: '如有疑问，请拨打12366咨询。',
};

/** Of whole months. */
const sentences: Readonly<Record<RefundStatus, Sentences>> = {
  applied: {
    statusText: '退费申请已受理，等待税务部门初审。',
    next: '初审通过后，由经办机构（人社或医保）复审。',
  },
  reviewed: {
    statusText: '税务部门初审已通过，等待经办机构复审。',
    next: '复审通过后，经办机构冲销记账，再将款项原路退回。',
  },
  unposting: {
    statusText: '复审已通过，正在等待经办机构冲销该月份的记账。',
    next: '确认冲销后，款项将原路退回；在此之前所退月份不能重新缴费。',
  },
  'to-send': {
    statusText: '经办机构已确认冲销，正在准备将款项原路退回。',
    next: '款项退出后，请留意原支付账户。',
  },
  sending: {
    statusText: '已向原支付渠道提交退款，正在等待渠道确认。',
    next: '渠道确认后，款项退回原支付账户。',
  },
  'under-way': {
    statusText: '原支付渠道正在办理退款。',
    next: '到账时间以支付渠道为准，通常为1至5个工作日。',
  },
  'to-pay-out': {
    statusText: '已通知原收款网点退付，等待网点办理。',
    next: '请携带本人身份证件和原缴费凭证到原收款网点办理。',
  },
  abnormal: {
    statusText: '原支付账户暂时无法收款，退款尚未到账，款项仍保留在专户中。',
    next: '工作人员将核实后改用其他方式退付，请保持联系方式畅通，或拨打12366咨询。',
  },
  refunded: { statusText: '退费已完成，款项已退回；所退月份不再计为已缴费。' },
  rejected: { statusText: '退费申请未通过审核，原缴费记录不变。', next: '如有疑问，请拨打12366咨询。' },
  closed: { statusText: '退费申请已终止，未发生退款。' },
};

/** Money that never paid a month: no bureau has it in its books, and no month is owed again. */
const outOfSuspense: Readonly<Partial<Record<RefundStatus, Sentences>>> = {
  'to-send': {
    statusText: '该笔款项未计入参保月份，正在准备原路退回。',
    next: '款项退出后，请留意原支付账户。',
  },
  refunded: { statusText: '该笔款项未计入参保月份，已全额退回。' },
};

/** What was paid above final limits (多退少补): the months stay paid. */
const ofCorrections: Readonly<Partial<Record<RefundStatus, Sentences>>> = {
  unposting: {
    statusText: '复审已通过，正在等待经办机构更正该月份的记账。',
    next: '更正后，多缴部分将原路退回；所退月份仍为已缴费。',
  },
  'to-send': {
    statusText: '经办机构已更正记账，正在准备将多缴部分原路退回。',
    next: '款项退出后，请留意原支付账户。',
  },
  refunded: { statusText: '多缴部分已退回；所属月份仍为已缴费。' },
};

/** What a refund gives back: whole months, a part of months that stay paid, or money that never paid one. */
export type RefundSubject = 'months' | 'corrections' | 'suspense';

const special: Readonly<Record<RefundSubject, Readonly<Partial<Record<RefundStatus, Sentences>>>>> = {
  months: {},
  corrections: ofCorrections,
  suspense: outOfSuspense,
};

/** What the payer of a refund is told. */
export const sentencesOf = (
  status: RefundStatus,
  {
    of,
    isByHand,
    isKept,
    isTakenBack,
  }: {
    readonly of: RefundSubject;
    readonly isByHand: boolean;
    /** The bureau has refused to take a month out of its books. */
    readonly isKept: boolean;
    readonly isTakenBack: boolean;
  },
): Sentences => {
  if (isTakenBack) return takenBack;
  if (isKept) return kept;
  return status === 'abnormal' && isByHand ? byHand : (special[of][status] ?? sentences[status]);
};
