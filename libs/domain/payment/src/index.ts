export { paymentOrder, subjectOf, type PaymentCommand, type PaymentReason } from './payment-order';
export type { PaymentState } from './payment-state';
export {
  againstErasure,
  erasure,
  erasureStatus,
  erasureStream,
  keptOn,
  type Erasure,
  type ErasureCommand,
  type MoneyOf,
} from './erasure/erasure';
export {
  ErasureDecided,
  erasureEvents,
  ErasureRequested,
  PersonErased,
  ProcessingRestricted,
  type ErasureEvent,
} from './erasure/erasure.events';
export { paymentEvents, type AnyPaymentEvent } from './events';
export { paymentOrderEvents, type PaymentEvent } from './payment.events';
export { hasCaughtUp, mayAccessOrder, refusedByQuote, type CloseOrder, type OpenOrder } from './order/order';
export type { AtChannel } from './online/phase';
export {
  closeAtChannel,
  contactChannel,
  placeAtChannel,
  type Attempt,
  type Contacted,
} from './online/contact-channel';
export { askAgainSeconds, secondsUntilNext } from './online/schedule';
export {
  admitChannelPayment,
  orderIdOf,
  orderNoOf,
  type RecordChannelPayment,
} from './online/channel-payment';
export { quoteOf } from './online/quote-of-order';
export { SuspenseResolved } from './suspense/suspense.events';
export { lineOf, receiptOf, type SuspenseLine } from './suspense/line';
export { isOnline, leavesFrom, waysOut, type Way } from './suspense/ways';
export type { ResolveSuspense } from './suspense/resolve';
export { ordersPaidElsewhere } from './order/paid-elsewhere';
export type { RecordCollection, RecordUnidentified } from './collection/record-collection';
export { isConflicting } from './collection/reported-again';
export type { SuspenseReason } from './collection/collection.events';
export {
  admitReport,
  admitReversal,
  admitUnidentified,
  originalsOf,
  type Admitted,
  type Digests,
  type ReportReason,
} from './collection/report';
export { collectionAnswer, suspenseReason, type CollectionAnswer } from './collection/answer';
export { unreportedMoney, type Unreported } from './collection/unreported';
export { accountingDayOf, orderIdsOf, receiptNoOf } from './collection/receipt-no';
export { monthsOf, obligationStream } from './obligation/obligation';
export type { ReceivedItem } from './obligation/obligation.events';
export { originalOf, type RecordedReceipt } from './reversal/original';
export { reversalStatus, type ReverseCollection } from './reversal/reversal';
export type {
  CorrectTreasuryReceipt,
  InTreasury,
  RecordTreasuryReceipt,
  RecordTreasuryReturn,
} from './treasury/treasury';
export type {
  Pack,
  Remittance,
  ReturnRequest,
  Told,
  TreasuryCorrection,
  TreasuryFlow,
  TreasuryFlowItem,
  TreasuryPort,
  TreasuryReturn,
} from './treasury/treasury-port';
export type { TreasuryItem } from './treasury/treasury.events';
export type { JournalEntry } from './journal/entry';
export { entriesOf } from './journal/journal';
export type {
  ChannelOrder,
  ChannelPayment,
  ChannelRefund,
  ChannelState,
  Forged,
  Notice,
  OnlineChannel,
  Placed,
  RawNotice,
  RefundDestination,
  RefundState,
  RefundWay,
  Statement,
  StatementLine,
} from './channel/online-channel';
export { paperLines, type Recorded } from './papers/paper-lines';
export { receiptNoOfReference, receiptReference } from './papers/reference';
export { paperStateOf, receiptMoney, type ReceiptMoney } from './papers/receipt-paper';
export * from './debit';
export { certificateOf, type CertificateReason, type Certified } from './papers/certificate';
export { ordersInMonths, statementOf, type YearlyStatement } from './papers/statement';
export { receiptEvidence, receiptStreams, type Receipt } from './receipt-evidence';
export { payability, type NoteFact } from './payability/note-fact';
export { againstDebits, debitStops, type DebitStop } from './payability/debit-stops';
export { payabilityOf, payabilityStream } from './payability/payability';
export type { UnpayableReason } from './payability/payability.events';
export { reactions } from './payability/reactions';
export { shiftEvents, type ShiftEvent, type ShiftTotals } from './shift/shift.events';
export { noTotals, shiftRejections, shiftReport, shifts, shiftStream, type ShiftReport } from './shift/shift';
export { subscriptions } from './subscriptions';
export { published } from './published';
export { refund, type RefundCommand, type RefundReason } from './refund/refund';
export type { ConfirmPayout, NoteChannelRefund } from './refund/payout';
export type { RefundCause } from './refund/refund.events';
export { mayRefund } from './refund/may-refund';
export { refundIdOf } from './refund/refund-no';
export {
  refundStream,
  statusOf as refundStatusOf,
  type Leg as RefundLeg,
  type Refund,
  type RefundState as RefundProgress,
  heldByBureau,
} from './refund/refund-state';
export { isAskedAbout, nextStep, redirect, redirectable } from './refund/contact-channel';
export { noWayBack } from './refund/sentences';
export { refundOf, refundReport, type RefundReport } from './refund/report';
export { orderStream } from './payment-state';
export { paidFor } from './refund/paid-for';
export { refundSchedule } from './refund/schedule';
export { sentencesOf as refundSentences } from './refund/sentences';
export { refundRejections, type RefundRejection } from './refund/rejections';
export { paymentRejections, type AllPaymentReasons } from './rejections';
export {
  trueUpRunEvents,
  type AdjustedMonth,
  type RunSums,
  type TrueUpRunEvent,
} from './true-up/true-up.events';
export {
  trueUpRun,
  trueUpRunStream,
  type TrueUpRunCommand,
  type TrueUpRunReason,
  type TrueUpRunState,
} from './true-up/run';
export {
  leftOutBecause,
  personTrueUp,
  trueUpStream,
  type AssessTrueUps,
  type LeftOut,
} from './true-up/true-up';
export { trueUpRejections } from './true-up/rejections';
