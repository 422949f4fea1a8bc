import { randomBytes } from 'node:crypto';
import type { Instant } from '@canbao/calendar';
import type { Forged } from '@canbao/domain-payment';
import { signatureType, type MerchantKey, type PlatformKeys } from './keys';

/** A message is stale, or from the future, from this distance on, in seconds. Vendor's rule. */
const freshSeconds = 300;
const probePrefix = 'WECHATPAY/SIGNTEST/';

export type Headers = Readonly<Record<string, string | undefined>>;

/** Unix seconds. */
export const secondsOf = (moment: Instant): number => Math.floor(Date.parse(moment) / 1000);

/** A text of these lines: each ends, the last one too. */
export const linesToSign = (...lines: readonly (string | number)[]): string =>
  lines.map((line) => `${line}\n`).join('');

/** 32 characters. */
export const nonce = (): string => randomBytes(16).toString('hex');

/** The value of `Authorization` for a request; path with its query, as it is sent. */
export const authorizationOf = (
  { mchid, key }: { readonly mchid: string; readonly key: MerchantKey },
  [method, path, body]: readonly [string, string, string],
  now: Instant,
): string => {
  const [timestamp, nonceStr] = [secondsOf(now), nonce()];
  const parts = {
    mchid,
    nonce_str: nonceStr,
    timestamp,
    serial_no: key.serial,
    signature: key.sign(linesToSign(method, path, timestamp, nonceStr, body)),
  };
  return `${signatureType} ${Object.entries(parts)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}`;
};

/** What `wx.requestPayment` is called with. */
export const clientParameters = (
  appid: string,
  key: MerchantKey,
  prepayId: string,
  now: Instant,
): Readonly<Record<string, string>> => {
  const [timeStamp, nonceStr, prepay] = [String(secondsOf(now)), nonce(), `prepay_id=${prepayId}`];
  const paySign = key.sign(linesToSign(appid, timeStamp, nonceStr, prepay));
  return { appId: appid, timeStamp, nonceStr, package: prepay, signType: 'RSA', paySign };
};

/**
 * Why a reply or a notice is not believed; undefined when it is WeChat's own. `body`: the bytes as they came,
 * before anything is parsed.
 */
export const disbelief = (
  headers: Headers,
  body: Uint8Array,
  keys: PlatformKeys,
  now: Instant,
): Forged['forged'] | undefined => {
  const [signature, serial, timestamp, text] = ['signature', 'serial', 'timestamp', 'nonce'].map(
    (name) => headers[`wechatpay-${name}`],
  );
  if (signature?.startsWith(probePrefix) === true) return 'signature-probe';
  if ([signature, serial, timestamp, text].some((value) => value === undefined || value === ''))
    return 'malformed';
  if ((headers['wechatpay-signature-type'] ?? signatureType) !== signatureType) return 'bad-signature';
  const key = keys.of(serial ?? '');
  if (key === undefined) return 'unknown-key';
  if (!/^\d{1,12}$/.test(timestamp ?? '')) return 'malformed';
  if (Math.abs(secondsOf(now) - Number(timestamp)) >= freshSeconds) return 'stale';
  const signed = Buffer.concat([Buffer.from(`${timestamp}\n${text}\n`), body, Buffer.from('\n')]);
  return key.verifies(signed, signature ?? '') ? undefined : 'bad-signature';
};
