import type { KeyObject } from 'node:crypto';
import type { Forged, Notice, RawNotice, RefundState } from '@canbao/domain-payment';
import { isSigned, signedText, type Parameters } from './signature';
import { instantOf, stateOf } from './trade';

/** Configuration: a message has about forty parameters and some kilobytes. */
const bytesMax = 64 * 1024;
const parametersMax = 200;

/** Whom a message must be for, and who may have signed it. */
export interface Addressee {
  readonly appId: string;
  readonly sellerId: string;
  readonly alipayKeys: readonly KeyObject[];
}

/** Whether a form that was posted to us is a message of Alipay's to us, and what it says. */
export const readNotice = ({ body }: RawNotice, to: Addressee): Notice | Forged => {
  const parameters = formOf(body);
  if (parameters === undefined) return { forged: 'malformed' };
  const { sign = '', sign_type: signType, notify_id: noticeId } = parameters;
  if (signType !== 'RSA2' || !isGenuine(parameters, sign, to.alipayKeys)) return { forged: 'bad-signature' };
  if (noticeId === undefined || noticeId === '') return { forged: 'malformed' };
  if (parameters['app_id'] !== to.appId) return { forged: 'other-payee' };
  if (parameters['notify_type'] !== 'trade_status_sync') return { about: 'nothing', noticeId };
  if ((parameters['seller_id'] ?? to.sellerId) !== to.sellerId) return { forged: 'other-payee' };
  return said(parameters, noticeId);
};

/** Most kinds are signed without `sign_type`, messages of life numbers and of the market with it. */
const isGenuine = (parameters: Parameters, sign: string, keys: readonly KeyObject[]): boolean =>
  isSigned(signedText(parameters, 'sign', 'sign_type'), sign, keys) ||
  isSigned(signedText(parameters, 'sign'), sign, keys);

const said = (trade: Parameters, noticeId: string): Notice => {
  const { out_trade_no: orderNo = '', gmt_refund: refunded = '', out_biz_no: refundNo = '' } = trade;
  if (orderNo === '') return { about: 'nothing', noticeId };
  if (refunded !== '' && refundNo !== '')
    return { about: 'refund', noticeId, refundNo, state: refundOf(trade, refunded) };
  return {
    about: 'payment',
    noticeId,
    orderNo,
    state: stateOf(trade, orderNo, instantOf(trade['gmt_payment'])),
  };
};

/** Alipay gives a refund no number of its own: it is named by the trade's. */
const refundOf = ({ trade_no: channelRefundNo = '' }: Parameters, refunded: string): RefundState => {
  const refundedAt = instantOf(refunded);
  return refundedAt === undefined
    ? { status: 'under-way' }
    : { status: 'refunded', refundedAt, channelRefundNo };
};

/** The form, decoded exactly once; undefined when a name is there twice or something is not UTF-8. */
const formOf = (body: Uint8Array): Parameters | undefined => {
  if (body.length > bytesMax) return undefined;
  const parameters = new Map<string, string>();
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    const parts = text.split('&');
    if (parts.length > parametersMax) return undefined;
    for (const part of parts) {
      const [name, value] = nameAndValue(part);
      if (parameters.has(name)) return undefined;
      parameters.set(name, value);
    }
  } catch {
    return undefined;
  }
  return Object.fromEntries(parameters);
};

/** @throws URIError where there is no name, or a percent sign that encodes nothing. */
const nameAndValue = (part: string): readonly [string, string] => {
  const at = part.indexOf('=');
  if (at < 1) throw new URIError('a parameter without a name or a value');
  const [name, value] = [part.slice(0, at), part.slice(at + 1)];
  const decoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));
  return [decoded(name), decoded(value)];
};
