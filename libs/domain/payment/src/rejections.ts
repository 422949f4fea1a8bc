import type { RejectionTable } from '@canbao/contracts';
import type { ReportReason } from './collection/report';
import { debitRejections, type DebitReason } from './debit/rejections';
import { paperRejections, type PaperReason } from './papers/paper-rejections';
import { trueUpRejections } from './true-up/rejections';
import type { PaymentReason } from './payment-order';

/** Every code that payment rejects a call with. */
export type AllPaymentReasons =
  | PaymentReason
  | ReportReason
  | DebitReason
  | PaperReason
  | keyof typeof trueUpRejections
  | 'channel-not-connected'
  | 'erasure-not-possible'
  | 'person-not-found'
  | 'quote-token-invalid'
  | 'receipt-not-found'
  | 'too-many-entries'
  | 'transaction-number-reused';

/** The texts of payment's rejections. */
export const paymentRejections: RejectionTable<AllPaymentReasons> = {
  ...paperRejections,
  'person-not-found': {
    status: 404,
    detail: 'No such person, or the caller has no access to this person.',
    userMessage: '未找到该参保人，请先添加参保人信息。',
    retryable: true,
  },
  'erasure-not-possible': {
    status: 409,
    detail: 'The data cannot be erased yet: the conditions say why, who can clear each, and from when.',
    userMessage: '暂不能删除个人信息，请先办结列出的事项；法定保管期限未满的，期满后自动删除。',
    retryable: true,
  },
  'order-not-found': {
    status: 404,
    detail: 'No such order, or the caller has no access to it.',
    userMessage: '未找到该订单。',
    retryable: false,
  },
  'order-not-open': {
    status: 422,
    detail: 'The order is no longer open.',
    userMessage: '订单已完成或已关闭。',
    retryable: false,
  },
  'quote-token-invalid': {
    status: 422,
    detail: 'The quote token was not signed by assessment.',
    userMessage: '缴费信息已失效，请重新计算缴费金额。',
    retryable: false,
  },
  'quote-expired': {
    status: 422,
    detail: 'The quote has expired; request a new one.',
    userMessage: '缴费信息已过期，请重新计算缴费金额。',
    retryable: false,
  },
  'too-many-entries': {
    status: 422,
    detail: 'The range has more entries than one export holds; ask for fewer days, or for one account.',
    userMessage: '所选范围的分录过多，请缩短日期范围或选择单个科目后再导出。',
    retryable: false,
  },
  'channel-not-connected': {
    status: 422,
    detail: 'This installation has no setting for that channel.',
    userMessage: '该缴费渠道暂未开通，请选择其他渠道缴费。',
    retryable: true,
  },
  'channel-mismatch': {
    status: 422,
    detail: 'The quote, the sign-in and the order must be of the same channel.',
    userMessage: '该缴费信息由其他渠道生成，请在当前渠道重新计算缴费金额。',
    retryable: false,
  },
  'quote-of-another-payer': {
    status: 403,
    detail: 'The quote was not given to this payer: an order needs a quote that the payer has asked for.',
    userMessage: '该缴费信息不是由您查询生成的，请重新计算缴费金额后再下单。',
    retryable: false,
  },
  'month-not-payable': {
    status: 422,
    detail: 'At least one of the months is no longer payable; `because` says why.',
    userMessage: '所选月份已不能缴费，请重新查询可缴费月份。',
    retryable: true,
  },
  'month-already-paid': {
    status: 422,
    detail: 'At least one of the months is already paid.',
    userMessage: '所选月份已缴费，请勿重复缴费。',
    retryable: true,
  },
  'month-in-payment': {
    status: 409,
    detail: 'At least one of the months is claimed by another open order.',
    userMessage: '所选月份正在其他渠道缴费，请稍后再试。',
    retryable: true,
  },
  'month-in-debit-run': {
    status: 409,
    detail:
      'At least one of the months is in a batch debit; it is free again when the bank has answered, ' +
      'which is due by the day in the condition.',
    userMessage: '所选月份正在按月批扣，扣款结果返回前不能自行缴费，请稍后再试。',
    retryable: true,
  },
  'transaction-number-reused': {
    status: 409,
    detail: 'This transaction number was already reported with different content.',
    userMessage: '交易流水号已被使用，请核对。',
    retryable: false,
  },
  'reversal-too-late': {
    status: 422,
    detail: 'A collection can be reversed only on the day it was paid; after that a refund is needed.',
    userMessage: '已过冲正时间，请办理退费。',
    retryable: false,
  },
  'part-already-settled': {
    status: 422,
    detail: 'The items are part of a settled bundle; reverse the collection that completed it first.',
    userMessage: '该笔缴费已与其他缴费合并记账，请先冲正后一笔。',
    retryable: true,
  },
  'refund-decided': {
    status: 409,
    detail:
      'The money is going back, or has gone back, as a refund: details.refundId. It is not reversed too.',
    userMessage: '该笔缴费已办理退费，不能再冲正。',
    retryable: false,
  },
  'suspense-not-found': {
    status: 404,
    detail: 'No such line in suspense.',
    userMessage: '未找到该笔挂账。',
    retryable: false,
  },
  'suspense-left': {
    status: 409,
    detail: 'The line has left suspense the other way; `way` says which.',
    userMessage: '该笔挂账已处理完毕。',
    retryable: false,
  },
  'suspense-without-quote': {
    status: 422,
    detail: 'What the money is to pay is not known: the line needs the token of a quote, or goes back.',
    userMessage: '该笔挂账没有对应的应缴明细，请提供缴费明细或作退回处理。',
    retryable: false,
  },
  'suspense-amount-differs': {
    status: 422,
    detail: 'The line is not the total of the quote: months are paid whole, so it goes back.',
    userMessage: '挂账金额与应缴金额不符，只能退回。',
    retryable: false,
  },
  'suspense-not-payable': {
    status: 422,
    detail:
      'A month is paid or not payable, its window was closed when the money came, or that was reversed.',
    userMessage: '所属月份已缴费或不能缴费，或款项已经冲正，不能用于缴费。',
    retryable: true,
  },
  'bank-not-in-district': {
    status: 403,
    detail: 'The caller is not signed in for a bank that takes counter payments.',
    userMessage: '登录信息中没有收款银行，请重新登录。',
    retryable: false,
  },
  'amount-not-positive': {
    status: 422,
    detail: 'The amount must be above zero.',
    userMessage: '缴费金额须大于零。',
    retryable: false,
  },
  'treasury-receipt-unknown': {
    status: 409,
    detail: 'The treasury corrects an item that it has not told yet; it is asked again later.',
    userMessage: '国库更正的入库记录尚未收到，系统将稍后重新核对。',
    retryable: true,
  },
  'receipt-not-found': {
    status: 404,
    detail: 'No such receipt, or the caller has no access to it.',
    userMessage: '未找到该收据。',
    retryable: false,
  },
  ...debitRejections,
  ...trueUpRejections,
};
