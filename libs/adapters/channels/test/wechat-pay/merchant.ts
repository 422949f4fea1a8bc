import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { instant, type Instant } from '@canbao/calendar';
import { Aes, Formatter, Rsa } from 'wechatpay-axios-plugin';
import { WeChatPaySettings } from '../../src/wechat-pay/settings';

// The other side of these specs is made of the parts of wechatpay-axios-plugin, which nobody here wrote.

export const now = instant('2026-03-10T12:00:00+08:00');
export const seconds = Date.parse(now) / 1000;

const pem = (key: KeyObject): string =>
  key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString();
const pair = (): { readonly privateKey: string; readonly publicKey: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { privateKey: pem(privateKey), publicKey: pem(publicKey) };
};

export const merchant = { serial: '1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C', ...pair() };
export const platform = { id: 'PUB_KEY_ID_0116000000012026', ...pair() };
/** The key that was, or will be, in use beside the other. */
export const nextPlatform = { id: 'PUB_KEY_ID_0116000000022026', ...pair() };
export const apiV3Key = '0123456789abcdef0123456789ABCDEF';
export const mchid = '1900007291';
export const appid = 'wxd678efh567hg6787';

export const settingsWith = (changes: object = {}) => ({
  mchid,
  appid,
  merchantKey: { serial: merchant.serial, privateKey: merchant.privateKey },
  apiV3Key,
  platformKeys: [
    { id: platform.id, pem: platform.publicKey },
    { id: nextPlatform.id, pem: nextPlatform.publicKey },
  ],
  hosts: ['http://127.0.0.1:1'],
  notifyUrl: 'https://pay.example.com/v1/channel-notifications/wechat',
  ...changes,
});
export const settings = (changes: object = {}): WeChatPaySettings =>
  WeChatPaySettings.parse(settingsWith(changes));

/** Signs what WeChat sends, as the plugin's authors read the protocol. */
export const signedBy = (
  { id, privateKey }: { readonly id: string; readonly privateKey: string },
  body: string,
  timestamp: string | number = seconds,
): Record<string, string> => {
  const nonce = Formatter.nonce(32);
  const text = Formatter.response(String(timestamp), nonce, body);
  return {
    'wechatpay-timestamp': String(timestamp),
    'wechatpay-nonce': nonce,
    'wechatpay-serial': id,
    'wechatpay-signature': Rsa.sign(text, Rsa.from(privateKey, 'private')),
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  };
};

/** A notice's envelope around what it tells. */
export const envelopeOf = (event: string, content: object | string, key = apiV3Key): string => {
  const kind = event.startsWith('REFUND') ? 'refund' : 'transaction';
  const [nonce, text] = ['a1b2c3d4e5f6', typeof content === 'string' ? content : JSON.stringify(content)];
  return JSON.stringify({
    create_time: '2026-03-10T12:00:00+08:00',
    event_type: event,
    id: '33bcdf6c-7c5c-5b9a-8a4b-0f1f0e6c8a11',
    resource: {
      algorithm: 'AEAD_AES_256_GCM',
      associated_data: kind,
      ciphertext: Aes.AesGcm.encrypt(text, key, nonce, kind),
      nonce,
      original_type: kind,
    },
    resource_type: 'encrypt-resource',
    summary: '支付成功',
  });
};

export const orderNo = '019d1000000070008000000000000001';
export const transaction = (changes: object = {}) => ({
  amount: { currency: 'CNY', payer_currency: 'CNY', payer_total: 74920, total: 74920 },
  appid,
  attach: '',
  bank_type: 'OTHERS',
  mchid,
  out_trade_no: orderNo,
  payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
  promotion_detail: [],
  success_time: '2026-03-10T11:59:58+08:00',
  trade_state: 'SUCCESS',
  trade_state_desc: '支付成功',
  trade_type: 'JSAPI',
  transaction_id: '4200002203202603101234567890',
  ...changes,
});
export const refundNo = '019d2000-0000-7000-8000-000000000002';
export const refund = (changes: object = {}) => ({
  amount: { payer_refund: 74920, payer_total: 74920, refund: 74920, total: 74920 },
  mchid,
  out_refund_no: refundNo,
  out_trade_no: orderNo,
  refund_id: '50302403562026031012345678901',
  refund_status: 'SUCCESS',
  success_time: '2026-03-10T11:59:59+08:00',
  transaction_id: '4200002203202603101234567890',
  user_received_account: '支付用户零钱',
  ...changes,
});

export const at = (text: string): { readonly now: () => Instant } => ({ now: () => instant(text) });
