import type { Answer } from './client';

// WeChat names an error by `code`, and the cause by the number at the end of its Request-ID. The status alone
// decides nothing: clients have seen the same code under 400 and 404.

const is =
  (codes: readonly string[], ...causes: readonly string[]) =>
  ({ status, code, cause }: Answer): boolean =>
    status >= 400 && status < 500 && (codes.includes(code) || causes.includes(cause));

/** No order or refund has the number. */
export const isMissing = is(['ORDER_NOT_EXIST', 'ORDERNOTEXIST', 'RESOURCE_NOT_EXISTS'], '268512771');
/** The order is paid: what it is, a query tells. */
export const isPaid = is(['ORDERPAID', 'ORDER_PAID'], '268449538');
export const isClosed = is(['ORDER_CLOSED', 'ORDERCLOSED']);
/** The number was sent before with other content, or is being worked on: a query tells. */
export const isReused = is(['OUT_TRADE_NO_USED'], '268498688');

export const isBillEmpty = is(['NO_STATEMENT_EXIST']);
export const isBillInTheMaking = is(['STATEMENT_CREATING']);

/** A refusal that is certain, so that nothing has happened. Signatures, limits and failures may pass. */
export const isRefused = ({ status, code }: Answer): boolean =>
  [400, 403, 404].includes(status) && code !== '' && code !== 'SIGN_ERROR' && code !== 'FREQUENCY_LIMITED';
