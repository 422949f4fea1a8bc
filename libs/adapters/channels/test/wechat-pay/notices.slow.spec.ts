import { X509Certificate } from 'node:crypto';
import { instant } from '@canbao/calendar';
import type { Forged, Notice } from '@canbao/domain-payment';
import fc from 'fast-check';
import { PlatformKey, PlatformKeys, MerchantKey } from '../../src/wechat-pay/keys';
import { readNotice } from '../../src/wechat-pay/notices';
import { disbelief } from '../../src/wechat-pay/signature';
import {
  envelopeOf,
  merchant,
  nextPlatform,
  now,
  orderNo,
  platform,
  refund,
  refundNo,
  seconds,
  settings,
  signedBy,
  transaction,
} from './merchant';

const ours = settings();
const read = (body: string, headers = signedBy(platform, body), moment = now): Notice | Forged =>
  readNotice(ours, { headers, body: Buffer.from(body) }, moment);
const told = (event: string, content: object | string) => read(envelopeOf(event, content));
const payment = envelopeOf('TRANSACTION.SUCCESS', transaction());

describe('a notice of WeChat Pay', () => {
  it('tells of a payment, in yuan, by the number that every delivery has', () =>
    expect(read(payment)).toEqual({
      about: 'payment',
      noticeId: 'TRANSACTION.SUCCESS 4200002203202603101234567890',
      orderNo,
      state: {
        status: 'paid',
        orderNo,
        transactionNo: '4200002203202603101234567890',
        amount: '749.20',
        paidAt: '2026-03-10T11:59:58.000+08:00',
      },
    }));
  it('is believed under either key while keys are switched', () =>
    expect(read(payment, signedBy(nextPlatform, payment))).toMatchObject({ about: 'payment' }));
  it('is believed on its own bytes, whatever their blanks, order and escapes', () => {
    const spaced = payment.replaceAll('":', '" : ').replace('支付成功', '\\u652f\\u4ed8');
    expect(read(spaced)).toMatchObject({ about: 'payment' });
    expect(read(spaced, signedBy(platform, payment))).toEqual({ forged: 'bad-signature' });
  });
  it('is believed without the header that names its algorithm, which is then the default', () => {
    const { 'wechatpay-signature-type': _, ...headers } = signedBy(platform, payment);
    expect(read(payment, headers)).toMatchObject({ about: 'payment' });
  });
  it.each([
    [299, 'payment'],
    [-299, 'payment'],
  ])('is believed %s s away', (away, about) =>
    expect(read(payment, signedBy(platform, payment, seconds + away))).toMatchObject({ about }),
  );
  it.each([
    ['stale', () => signedBy(platform, payment, seconds - 300), 'stale'],
    ['from the future', () => signedBy(platform, payment, seconds + 300), 'stale'],
    ['timed in milliseconds', () => signedBy(platform, payment, seconds * 1000), 'malformed'],
    ['timed in words', () => signedBy(platform, payment, 'today'), 'malformed'],
    ['signed with the merchant key', () => signedBy({ ...platform, ...merchant }, payment), 'bad-signature'],
    ['signed by another key than it names', () => signedBy({ ...platform, id: nextPlatform.id }, payment)],
    ['of an unknown key', () => signedBy({ ...platform, id: 'PUB_KEY_ID_9' }, payment), 'unknown-key'],
    [
      'of the merchant certificate',
      () => signedBy({ ...merchant, id: merchant.serial }, payment),
      'unknown-key',
    ],
    ['of another body', () => signedBy(platform, `${payment} `)],
    ['of no body', () => signedBy(platform, '')],
    ['without headers', () => ({}), 'malformed'],
  ] as const)('that is %s is refused', (_, headers, forged = 'bad-signature' as const) =>
    expect(read(payment, headers())).toEqual({ forged }),
  );
  it.each(['timestamp', 'nonce', 'serial', 'signature'])('that lost its %s is refused', (name) =>
    expect(read(payment, { ...signedBy(platform, payment), [`wechatpay-${name}`]: '' })).toEqual({
      forged: 'malformed',
    }),
  );
  it.each(['WECHATPAY2-SM2-WITH-SM3', '', 'none', 'wechatpay2-sha256-rsa2048'])(
    'of the algorithm %j is refused',
    (type) =>
      expect(read(payment, { ...signedBy(platform, payment), 'wechatpay-signature-type': type })).toEqual({
        forged: 'bad-signature',
      }),
  );
  it('that is a probe of our verification is refused as such', () => {
    const headers = signedBy(platform, payment);
    const signature = `WECHATPAY/SIGNTEST/${headers['wechatpay-signature']}`;
    expect(read(payment, { ...headers, 'wechatpay-signature': signature })).toEqual({
      forged: 'signature-probe',
    });
  });
  it('to another merchant is not ours', () =>
    expect(told('TRANSACTION.SUCCESS', transaction({ mchid: '1900000109' }))).toEqual({
      forged: 'other-payee',
    }));
  it.each([
    ['no JSON', 'hello'],
    ['no envelope', '{}'],
    ['null', 'null'],
    ['another key', envelopeOf('TRANSACTION.SUCCESS', transaction(), 'f'.repeat(32))],
    ['content that is no JSON', envelopeOf('TRANSACTION.SUCCESS', 'hello')],
    ['no order', envelopeOf('TRANSACTION.SUCCESS', transaction({ out_trade_no: undefined }))],
    ['an amount in yuan', envelopeOf('TRANSACTION.SUCCESS', transaction({ amount: { total: 749.2 } }))],
    ['an amount below zero', envelopeOf('TRANSACTION.SUCCESS', transaction({ amount: { total: -1 } }))],
    ['an amount as text', envelopeOf('TRANSACTION.SUCCESS', transaction({ amount: { total: '74920' } }))],
    ['another cipher', payment.replace('AEAD_AES_256_GCM', 'AEAD_SM4_GCM')],
    ['a ciphertext cut short', payment.replace(/("ciphertext":")[^"]+/, '$1AAAA')],
  ])('that holds %s is refused, though WeChat signed it', (_, body) =>
    expect(read(body)).toEqual({ forged: 'malformed' }),
  );
  it.each([
    ['NOTPAY', { status: 'not-paid' }],
    ['USERPAYING', { status: 'not-paid' }],
    ['PAYERROR', { status: 'not-paid' }],
    ['CLOSED', { status: 'closed' }],
    ['REVOKED', { status: 'closed' }],
    ['REFUND', { status: 'paid' }],
    ['ACCEPT', { status: 'unknown', said: 'ACCEPT' }],
    ['', { status: 'unknown', said: '' }],
  ])('of state %j is read as %j: a state that we do not know is never a failure', (trade_state, state) =>
    expect(told('TRANSACTION.SUCCESS', transaction({ trade_state }))).toMatchObject({ state }),
  );
  it.each([
    ['another currency', { amount: { total: 1, currency: 'USD' } }, 'SUCCESS in USD'],
    ['no number', { transaction_id: undefined }, 'SUCCESS without number, time or amount'],
    ['no time', { success_time: undefined }, 'SUCCESS without number, time or amount'],
  ])('of success with %s is held', (_, changes, said) =>
    expect(told('TRANSACTION.SUCCESS', transaction(changes))).toMatchObject({
      state: { status: 'unknown', said },
    }),
  );
  it('may name its time at another offset', () =>
    expect(told('TRANSACTION.SUCCESS', transaction({ success_time: '2025-12-31T16:00:00Z' }))).toMatchObject({
      state: { paidAt: '2026-01-01T00:00:00.000+08:00' },
    }));
  it.each([
    ['REFUND.SUCCESS', 'SUCCESS', { status: 'refunded', refundedAt: '2026-03-10T11:59:59.000+08:00' }],
    ['REFUND.ABNORMAL', 'ABNORMAL', { status: 'abnormal', channelRefundNo: refund().refund_id }],
    ['REFUND.CLOSED', 'CLOSED', { status: 'closed' }],
    ['REFUND.SUCCESS', 'PROCESSING', { status: 'under-way' }],
    ['REFUND.SUCCESS', 'LOST', { status: 'unknown', said: 'LOST' }],
  ])('%s of state %s tells how the refund stands', (event, refund_status, state) =>
    expect(told(event, refund({ refund_status }))).toMatchObject({
      about: 'refund',
      noticeId: `${event} ${refund().refund_id}`,
      refundNo,
      state,
    }),
  );
  it('of a payment with a coupon of WeChat tells what we get, not what the payer paid', () =>
    expect(
      told(
        'TRANSACTION.SUCCESS',
        transaction({ amount: { total: 74920, payer_total: 74820, currency: 'CNY' } }),
      ),
    ).toMatchObject({ state: { amount: '749.20' } }));
  it('through another app of the same merchant is money that has come', () =>
    expect(told('TRANSACTION.SUCCESS', transaction({ appid: 'wxanother0000001' }))).toMatchObject({
      state: { status: 'paid' },
    }));
  it.each([
    ['a refund that holds a payment', 'REFUND.SUCCESS', transaction()],
    ['a payment that holds a refund', 'TRANSACTION.SUCCESS', refund()],
  ])('that calls itself %s is refused', (_, event, content) =>
    expect(told(event, content)).toEqual({ forged: 'malformed' }),
  );
  it('whose header came twice is refused', () => {
    const headers = signedBy(platform, payment);
    const serial = headers['wechatpay-serial'] ?? '';
    const twice = { ...headers, 'wechatpay-serial': `${serial}, ${serial}` };
    expect(read(payment, twice)).toEqual({ forged: 'unknown-key' });
  });
  it('of another kind is kept and means nothing', () =>
    expect(told('PAYSCORE.USER_OPEN_SERVICE', { any: 'thing' })).toMatchObject({ about: 'nothing' }));
});

describe('one thing changed anywhere', () => {
  const headers = signedBy(platform, payment);
  const names = ['timestamp', 'nonce', 'serial', 'signature', 'signature-type'].map(
    (name) => `wechatpay-${name}`,
  );
  const isForged = (changed: Record<string, string | undefined>, body: Uint8Array): boolean =>
    'forged' in readNotice(ours, { headers: changed, body }, now);
  /** A text with one bit of it flipped. */
  const flipped = (bytes: Uint8Array, bit: number): Buffer => {
    const copy = Buffer.from(bytes);
    const at = Math.floor(bit / 8) % copy.length;
    copy[at] = (copy[at] ?? 0) ^ (1 << (bit % 8));
    return copy;
  };

  it('in any bit of the body is noticed', () => {
    const bytes = Buffer.from(payment);
    const bits = Array.from({ length: bytes.length * 8 }, (_, bit) => bit);
    expect(bits.filter((bit) => !isForged(headers, flipped(bytes, bit)))).toEqual([]);
    expect(bits.length).toBeGreaterThan(5000);
  });
  it.each(names)('in any bit of %s is noticed', (name) => {
    const value = Buffer.from(headers[name] ?? '', 'latin1');
    const bits = Array.from({ length: value.length * 8 }, (_, bit) => bit);
    const accepted = bits.filter(
      (bit) =>
        !isForged({ ...headers, [name]: flipped(value, bit).toString('latin1') }, Buffer.from(payment)),
    );
    expect(accepted).toEqual([]);
  });
  it('in the signature by a spelling that decodes to the same bytes is noticed', () => {
    const signature = headers['wechatpay-signature'] ?? '';
    const last = signature.at(-3) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const twin = `${signature.slice(0, -3)}${alphabet[alphabet.indexOf(last) ^ 1]}==`;
    expect(Buffer.from(twin, 'base64').equals(Buffer.from(signature, 'base64'))).toBe(true);
    for (const other of [twin, ` ${signature}`, signature.replaceAll('=', ''), `${signature}\n`])
      expect(isForged({ ...headers, 'wechatpay-signature': other }, Buffer.from(payment))).toBe(true);
  });
  it('by any edit of any field is noticed', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...names, 'body'),
        fc.nat(),
        fc.string({ minLength: 1 }),
        (name, at, text) => {
          const spliced = (value: string): string => {
            const from = at % (value.length + 1);
            return value.slice(0, from) + text + value.slice(from);
          };
          return name === 'body'
            ? isForged(headers, Buffer.from(spliced(payment)))
            : isForged({ ...headers, [name]: spliced(headers[name] ?? '') }, Buffer.from(payment));
        },
      ),
      { numRuns: Number(process.env['FORGERIES'] ?? 2000) },
    ));
});

describe("the vendor's own example of a notice", () => {
  // From the tests of wechatpay-go: certificate, headers and body as Tencent published them.
  const certificate = new X509Certificate(`-----BEGIN CERTIFICATE-----
MIIDVzCCAj+gAwIBAgIJANfOWdH1ItcBMA0GCSqGSIb3DQEBCwUAMEIxCzAJBgNV
BAYTAlhYMRUwEwYDVQQHDAxEZWZhdWx0IENpdHkxHDAaBgNVBAoME0RlZmF1bHQg
Q29tcGFueSBMdGQwHhcNMjEwNDI3MDg1NTIzWhcNMzEwNDI1MDg1NTIzWjBCMQsw
CQYDVQQGEwJYWDEVMBMGA1UEBwwMRGVmYXVsdCBDaXR5MRwwGgYDVQQKDBNEZWZh
dWx0IENvbXBhbnkgTHRkMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA
2VCTd91fnUn73Xy9DLvt/V62TVxRTEEstVdeRaZ3B3leO0pldE806mXO4RwdHXag
HQ4vGeZN0yqm++rDsGK+U3AH7kejyD2pXshNP9Cq5YwbptiLGtjcquw4HNxJQUOm
DeJf2vg6byms9RUipiq4SzbJKqJFlUpbuIPDpSpWz10PYmyCNeDGUUK65E5h2B83
4uxl1zNLYQCrkdBzb8oUxwYeP5a2DNxmjL5lsJML7DGr5znsevnoqGRwTm9fxCGf
y8wus7hwKz6clt3Whmmda7UAdb1c08hEQFVRbF14AR73xbnd8N0obCWJPCbzMCtk
aSef4FdEEgEXJiw0VAJT8wIDAQABo1AwTjAdBgNVHQ4EFgQUT1c7nd/SUO76HSoZ
umNUJv1R5PwwHwYDVR0jBBgwFoAUT1c7nd/SUO76HSoZumNUJv1R5PwwDAYDVR0T
BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAfTjxKRQMzNB/U6ZoCUS+BSNfa2Oh
0plMN6ZuzwiVVZwg1jywvv5yv04koS7Pd4i9E4gt9ZBUQXlpq+A3oOCEEHNRR6b2
kyazGRM7s0OP5X21WrbpSmKmU6K7hkfx30yYs08LVs/Q8DIhvaj1FCFeJzUCzYn/
fHMq4tsbKO0dKAeydPM/nrUZBmaYQVKMVOORGLFjFKVO7JV6Kq/R86ouhjEPgJOe
2xulNBUcjicqtZlBdEh/PWCYP2SpGVDclKm8jeo175T3EVAkdKzzmfpxtMmnMlmq
cTJOU9TxuGvNASMtjj7pYIerTx+xgZDXEVBWFW9PjJ0TV06tCRsgSHItgg==
-----END CERTIFICATE-----`);
  const body =
    '{"id":"3119dfba-e649-5eec-ab1e-3412bc4d2e17","create_time":"2021-06-24T16:37:26+08:00",' +
    '"resource_type":"encrypt-resource","event_type":"PAYSCORE.USER_OPEN_SERVICE","summary":"签约成功",' +
    '"resource":{"original_type":"payscore","algorithm":"AEAD_AES_256_GCM","ciphertext":' +
    '"YDS3lKPaC4Y52Gf3uhft5qUBlIa8b428AWTtTauHQfQrRw+X1WpiuHIDy0vo1Vd6VEq67aVyqPdDYMkRVSDaZL3iZt' +
    'tevRMOoPKMifozg6XPWjIZumks/GpT48lI4NizyeaqLBokNebthah3o1H76qSlO9NkDjp9bzmKLEYYH9TEklFUpsvPqOTOc' +
    'gSLgh21YJXYR7dEBXFgRLiNIKRgO5JdXh1hccRUAlyVWxE54PXpnQ==",' +
    '"associated_data":"payscore","nonce":"Kj7QIyUiYx1q"}}';
  const headers = {
    'wechatpay-nonce': 'EcZ9Cmy4Xyx1i6RlJQzLcCyEqDa26NBz',
    'wechatpay-timestamp': '1624523846',
    'wechatpay-serial': 'D7CE59D1F522D701',
    'wechatpay-signature':
      'tJHIiIS9eB2hAYstmAmbbD3ZE5LiIm/Ug5tuL4fC0YOFRWIHV39UFIZXC0e9Wl6lBu6sKvkqDkzpqzBsVHyXF' +
      'lbYZTOQrVdG4b6LfTnK4mikv9++ixJMd3vTf2yCqvBkh98zs3Ds5zsYQakzbcwhmw4fMJs4nPLws28H0UW9FjDR//rxELLwX' +
      'vV1VEA1IBLX70xptjL8hrfUjEE8kkry6yNJTHZRU8CAc7qHli2Ng1V1qb9ARbK8A3ThmFmPQvRGrapI/jS2laKKgYUmfdEdk' +
      'NO6B2Cke5e8VTxY406ArAmQ90GAihDwIcb16TQMnzCMBoutnwZKNiKRACrFmtxw2Q==',
  };
  const keys = new PlatformKeys(
    [new PlatformKey(certificate.serialNumber, certificate.toString())],
    new MerchantKey(merchant.serial, merchant.privateKey),
  );
  const moment = instant('2021-06-24T16:37:26+08:00');

  it('is believed', () => expect(disbelief(headers, Buffer.from(body), keys, moment)).toBeUndefined());
  it('is not believed with a fen more', () =>
    expect(disbelief(headers, Buffer.from(`${body} `), keys, moment)).toBe('bad-signature'));
});
