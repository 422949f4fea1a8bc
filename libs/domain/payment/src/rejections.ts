import type { RejectionTable } from '@canbao/contracts';
import type { PaymentReason } from './payment-order';

/** Every code that payment refuses with. */
export type AllPaymentReasons =
  | PaymentReason
  | 'quote-token-invalid'
  | 'bank-not-in-district'
  | 'paid-at-in-future'
  | 'amount-not-positive'
  | 'receipt-not-found';

/** What the refusals of payment say. */
export const paymentRejections: RejectionTable<AllPaymentReasons> = {
  'order-not-found': {
    status: 404,
    detail: 'No such order, or not one this caller may see.',
    userMessage: '未找到该订单。',
    retryable: false,
  },
  'order-not-open': {
    status: 422,
    detail: 'The order is not open any more.',
    userMessage: '订单已完成或已关闭。',
    retryable: false,
  },
  'quote-token-invalid': {
    status: 422,
    detail: 'The quote token is not one that assessment signed.',
    userMessage: '缴费信息已失效，请重新计算缴费金额。',
    retryable: false,
  },
  'quote-expired': {
    status: 422,
    detail: 'The quote has expired; ask for a new one.',
    userMessage: '缴费信息已过期，请重新计算缴费金额。',
    retryable: false,
  },
  'month-already-paid': {
    status: 422,
    detail: 'A month is already paid.',
    userMessage: '所选月份已缴费，请勿重复缴费。',
    retryable: false,
  },
  'month-in-payment': {
    status: 409,
    detail: 'Another order for a month is being paid.',
    userMessage: '所选月份正在其他渠道缴费，请稍后再试。',
    retryable: true,
  },
  'transaction-no-reused': {
    status: 409,
    detail: 'This channel transaction number was reported with other content.',
    userMessage: '交易流水号已被使用，请核对。',
    retryable: false,
  },
  'reversal-too-late': {
    status: 422,
    detail: 'A collection is reversed on its own business day; later it is a refund.',
    userMessage: '已过冲正时间，请办理退费。',
    retryable: false,
  },
  'part-already-used': {
    status: 422,
    detail: 'The part has completed a bundle; reverse the completing collection first.',
    userMessage: '该笔缴费已与其他缴费合并记账，请先冲正后一笔。',
    retryable: false,
  },
  'bank-not-in-district': {
    status: 403,
    detail: "This bank does not take counter payments in the person's district.",
    userMessage: '该参保登记地不支持在本行柜台缴费，请到名单内银行办理。',
    retryable: false,
  },
  'paid-at-in-future': {
    status: 422,
    detail: 'The payment instant lies in the future.',
    userMessage: '缴费时间有误，请核对。',
    retryable: false,
  },
  'amount-not-positive': {
    status: 422,
    detail: 'A collection has an amount above zero.',
    userMessage: '缴费金额须大于零。',
    retryable: false,
  },
  'receipt-not-found': {
    status: 404,
    detail: 'No such receipt, or not one this caller may see.',
    userMessage: '未找到该收据。',
    retryable: false,
  },
};
