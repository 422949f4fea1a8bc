export type { OnlineChannel } from '@canbao/domain-payment';
export { dialectOf, type Dialect } from './bank-counter/dialect';
export {
  provenLines,
  readDayFile,
  Refused as DayFileRefused,
  type ExpectedFile,
} from './bank-counter/day-file';
export type { Source } from './bank-counter/raw-lines';
export { writeDayFile } from './bank-counter/write-day-file';
export { WeChatPay, WeChatPaySettings, type FundFlow, type FundFlowLine, type Trouble } from './wechat-pay';
export { Alipay, AlipaySettings } from './alipay';
export {
  WeChatBills,
  WeChatBillsSettings,
  payDateOf,
  readBillMessage,
  writeBillAnswer,
  type BillFields,
  type BillHead,
  type BillReason,
  type BillRequest,
} from './wechat-bills';
export { Treasury, TreasurySettings } from './treasury/treasury';
export { BatchDebitSettings, TipsDebitBank, type DebitTrouble } from './batch-debit';
