export {
  paymentOrder,
  obligationStream,
  isPositive,
  type Collection,
  type PaymentCommand,
  type PaymentReason,
  type PaymentState,
} from './payment-order';
export type { BundleItem, PaymentEvent, Posting, SuspenseReason } from './payment-order.events';
export { postingsOf } from './journal/journal';
export { published } from './published';
export { paymentRejections, type AllPaymentReasons } from './rejections';
export { orderIdsOf, receiptNoOf } from './collection/receipt-no';
