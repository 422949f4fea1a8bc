import type { RejectionTable } from '@canbao/contracts';
import type { RefundReason } from './refund';

/** Every code that a call about refunds is refused with. */
export type RefundRejection = RefundReason | 'order-not-found' | 'redirection-not-offered';

/** The texts of the refusals of refunds. */
export const refundRejections: RejectionTable<RefundRejection> = {
  'order-not-found': {
    status: 404,
    detail: 'No such order, or the caller has no access to it.',
    userMessage: '未找到该订单。',
    retryable: false,
  },
  'refund-not-found': {
    status: 404,
    detail: 'No such refund, or the caller has no access to it.',
    userMessage: '未找到该退费申请。',
    retryable: false,
  },
  'month-not-refundable': {
    status: 422,
    detail:
      'At least one of the months is not settled by this order, see details.months: only whole months and ' +
      'whole bundles are refunded.',
    userMessage: '所选月份没有可退的整月缴费，请核对缴费记录。',
    retryable: true,
  },
  'order-reversed': {
    status: 409,
    detail: 'The order was reversed at its counter: its money has gone back already.',
    userMessage: '该笔缴费已冲正，无需退费。',
    retryable: false,
  },
  'refund-open': {
    status: 409,
    detail: 'A refund of at least one of the months is under way: details.refundId.',
    userMessage: '所选月份已有退费正在办理，请勿重复申请。',
    retryable: true,
  },
  'refund-exceeds-paid': {
    status: 409,
    detail: 'The refunds of the order, those under way included, would exceed what it has taken.',
    userMessage: '退费金额超过该笔缴费的可退金额。',
    retryable: true,
  },
  'refund-case-open': {
    status: 409,
    detail:
      'A case (death, employer cover, a refused posting) asks for months of this refund as well: ' +
      'it goes on until the reviews have decided.',
    userMessage: '该笔缴费另有应退情形，退费将继续办理，不能撤回。',
    retryable: true,
  },
  'review-not-due': {
    status: 409,
    detail: 'The refund waits for no such decision, see details.status.',
    userMessage: '该退费申请当前不能办理此操作，请刷新后查看最新状态。',
    retryable: true,
  },
  'review-of-another-office': {
    status: 403,
    detail: 'The review that is due belongs to another office: details.offices.',
    userMessage: '当前审核环节由其他部门办理。',
    retryable: true,
  },
  'reviewer-not-independent': {
    status: 403,
    detail:
      'A refund is reviewed by others than the person who applied for it, and by two different persons.',
    userMessage: '申请人不能审核自己的退费申请，初审和复审须由不同人员办理。',
    retryable: false,
  },
  'taking-back-not-due': {
    status: 409,
    detail:
      'Only a decided refund of which the bureau has refused to take a month out of its books can be taken ' +
      'back; see details.status.',
    userMessage: '经办机构没有拒绝冲销该退费的月份，不能终止退费。',
    retryable: true,
  },
  'payout-not-due': {
    status: 409,
    detail: 'Nothing of this refund waits to be paid out by the caller, see details.status.',
    userMessage: '该退费当前没有待您退付的款项。',
    retryable: true,
  },
  'payout-in-the-future': {
    status: 422,
    detail: 'The money cannot have been handed over later than now; five minutes are allowed for clocks.',
    userMessage: '退付时间晚于当前时间，请核对。',
    retryable: true,
  },
  'redirection-not-offered': {
    status: 422,
    detail: 'The channel of this money pays no refund to another card: book another way instead.',
    userMessage: '该渠道不支持改退至其他银行卡，请改用其他方式退付。',
    retryable: false,
  },
  'payout-amount-differs': {
    status: 422,
    detail: 'A refund is paid out whole: details.amount is what is due.',
    userMessage: '退付金额与应退金额不符，请核对。',
    retryable: false,
  },
};
