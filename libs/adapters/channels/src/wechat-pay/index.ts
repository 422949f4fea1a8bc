export { WeChatPay } from './wechat-pay';
export { WeChatPaySettings } from './settings';
export type { FundFlow, FundFlowLine } from './bills';
export type { Trouble } from './client';
