export { WeChatBills } from './wechat-bills';
export { WeChatBillsSettings } from './settings';
export {
  payDateOf,
  readBillMessage,
  writeBillAnswer,
  type BillFields,
  type BillHead,
  type BillRequest,
} from './message';
export type { BillReason } from './codes';
