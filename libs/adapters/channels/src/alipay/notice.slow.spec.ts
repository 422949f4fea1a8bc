import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { merchantSdk } from '@canbao/test-servers/alipay-sdk';
import { readNotice } from './notice';

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const [alipay, next, stranger] = [pair(), pair(), pair()];
const pemOf = (key: ReturnType<typeof createPublicKey>) =>
  key.export({ type: 'spki', format: 'pem' }).toString();

const to = { appId: '2021000122671080', sellerId: '2088721032347805', alipayKeys: [alipay.publicKey] };
const paid = {
  app_id: to.appId,
  charset: 'utf-8',
  fund_bill_list: '[{"amount":"380.00","fundChannel":"ALIPAYACCOUNT"}]',
  gmt_create: '2022-05-18 09:00:00',
  gmt_payment: '2022-05-18 09:00:07',
  notify_id: '2022051800222090007021801419876543',
  notify_time: '2022-05-18 09:00:08',
  notify_type: 'trade_status_sync',
  out_trade_no: 'a'.repeat(32),
  seller_id: to.sellerId,
  sign_type: 'RSA2',
  subject: '社会保险费 100% + 1 = 2 & 3',
  total_amount: '380.00',
  trade_no: '2022051822001425630501234567',
  trade_status: 'TRADE_SUCCESS',
  version: '1.0',
};
type Parameters = Readonly<Record<string, string>>;

const textOf = (parameters: Parameters, ...without: string[]): string =>
  Object.entries(parameters)
    .filter(([name, value]) => value !== '' && !without.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
const signed = (parameters: Parameters, key = alipay.privateKey, without = ['sign_type']) => ({
  ...parameters,
  sign: sign('sha256', Buffer.from(textOf(parameters, ...without)), key).toString('base64'),
});
const form = (parameters: Parameters): Buffer => Buffer.from(new URLSearchParams(parameters).toString());
const read = (body: Uint8Array, addressee = to) => readNotice({ headers: {}, body }, addressee);

const payment = {
  about: 'payment',
  noticeId: paid.notify_id,
  orderNo: paid.out_trade_no,
  state: {
    status: 'paid',
    orderNo: paid.out_trade_no,
    transactionNo: paid.trade_no,
    amount: '380.00',
    paidAt: '2022-05-18T09:00:07.000+08:00',
  },
};

describe('a message of Alipay', () => {
  it('is decoded once: a percent sign, a plus and an ampersand in a value stay what they are', () =>
    expect(read(form(signed(paid)))).toEqual(payment));

  it('counts with blanks as plus or as %20', () =>
    expect(read(Buffer.from(form(signed(paid)).toString().replaceAll('+', '%20')))).toEqual(payment));

  it('of the kinds that sign sign_type counts as well', () =>
    expect(
      read(form(signed({ ...paid, notify_type: 'open_app_auth_notify' }, alipay.privateKey, []))),
    ).toEqual({
      about: 'nothing',
      noticeId: paid.notify_id,
    }));

  it('counts under either key while Alipay changes its key, and under no stranger’s', () => {
    const both = { ...to, alipayKeys: [alipay.publicKey, next.publicKey] };
    expect(read(form(signed(paid, next.privateKey)), both)).toEqual(payment);
    expect(read(form(signed(paid, next.privateKey)))).toEqual({ forged: 'bad-signature' });
    expect(read(form(signed(paid, stranger.privateKey)), both)).toEqual({ forged: 'bad-signature' });
  });

  it.each([
    ['no signature', form(paid), 'bad-signature'],
    ['an empty body', Buffer.from(''), 'malformed'],
    [
      'a parameter twice',
      Buffer.concat([form(signed(paid)), Buffer.from('&total_amount=0.01')]),
      'malformed',
    ],
    ['a lone percent sign', Buffer.from('a=%'), 'malformed'],
    ['bytes of GBK', Buffer.from([0x61, 0x3d, 0xc9, 0xe7]), 'malformed'],
    ['bytes of GBK, encoded', Buffer.from('a=%C9%E7'), 'malformed'],
    ['64 KiB and a byte', Buffer.alloc(64 * 1024 + 1, 'a'), 'malformed'],
    [
      'a thousand parameters',
      Buffer.from([...Array(1000).keys()].map((n) => `a${n}=`).join('&')),
      'malformed',
    ],
    ['another algorithm', form(signed({ ...paid, sign_type: 'RSA' })), 'bad-signature'],
    ['no algorithm', form(signed({ ...paid, sign_type: '' })), 'bad-signature'],
    ['a name alone', Buffer.concat([form(signed(paid)), Buffer.from('&a')]), 'malformed'],
    ['no notify_id', form(signed({ ...paid, notify_id: '' })), 'malformed'],
    ['another application', form(signed({ ...paid, app_id: '2021000122671081' })), 'other-payee'],
    ['another seller', form(signed({ ...paid, seller_id: '2088721032347806' })), 'other-payee'],
  ])('with %s is not believed', (_, body, forged) => expect(read(body)).toEqual({ forged }));

  it.each([
    [{ trade_status: 'WAIT_BUYER_PAY', gmt_payment: '' }, { status: 'not-paid' }],
    [{ trade_status: 'TRADE_CLOSED', gmt_payment: '' }, { status: 'closed' }],
    // All of it has gone back, and it was paid all the same.
    [{ trade_status: 'TRADE_CLOSED' }, payment.state],
    [{ trade_status: 'TRADE_FINISHED' }, payment.state],
    [{ trade_status: 'TRADE_PENDING' }, { status: 'unknown', said: 'TRADE_PENDING' }],
    [{ gmt_payment: '' }, { status: 'unknown', said: 'TRADE_SUCCESS incomplete' }],
    [{ gmt_payment: '2022-02-30 09:00:00' }, { status: 'unknown', said: 'TRADE_SUCCESS incomplete' }],
    [{ total_amount: '380' }, { status: 'unknown', said: 'TRADE_SUCCESS incomplete' }],
    [{ total_amount: '-380.00' }, { status: 'unknown', said: 'TRADE_SUCCESS incomplete' }],
  ])('with %j says %j', (change, state) =>
    expect(read(form(signed({ ...paid, ...change })))).toMatchObject({ about: 'payment', state }),
  );

  it('of a refund names it', () => {
    const refunded = {
      ...paid,
      gmt_refund: '2022-05-19 10:00:00.123',
      out_biz_no: 'r1',
      refund_fee: '80.00',
    };
    expect(read(form(signed(refunded)))).toEqual({
      about: 'refund',
      noticeId: paid.notify_id,
      refundNo: 'r1',
      state: {
        status: 'refunded',
        refundedAt: '2022-05-19T10:00:00.123+08:00',
        channelRefundNo: paid.trade_no,
      },
    });
  });

  it('with one bit changed is never believed to say anything else', () => {
    const body = form(signed(paid));
    const bits = body.length * 8;
    let accepted = 0;
    for (let bit = 0; bit < bits; bit += 1) {
      const changed = Buffer.from(body);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      // `%3a` for `%3A` is another way to write the same form.
      if (isSameForm(changed, body)) continue;
      if (!('forged' in read(changed))) accepted += 1;
    }
    expect(accepted).toBe(0);
  });

  it('with parameters added, taken away or exchanged is never believed', () => {
    const names = Object.keys(paid).filter((name) => name !== 'sign_type');
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.string({ minLength: 1 }), (name, value) => {
        fc.pre(paid[name as keyof typeof paid] !== value);
        expect(read(form({ ...signed(paid), [name]: value }))).toHaveProperty('forged');
        expect(read(form({ ...signed(paid), [`${name}2`]: value }))).toHaveProperty('forged');
        expect(read(form({ ...signed(paid), [name]: '' }))).toHaveProperty('forged');
      }),
    );
  });

  it('is judged as alipay-sdk judges it, whatever its values', () => {
    const sdk = merchantSdk({
      appId: to.appId,
      privateKey: stranger.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      keyType: 'PKCS8',
      alipayPublicKey: pemOf(alipay.publicKey),
    });
    const values = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, values, fc.boolean(), fc.boolean(), (subject, body, withType, isGenuine) => {
        const key = isGenuine ? alipay.privateKey : stranger.privateKey;
        const message = signed({ ...paid, subject, body }, key, withType ? [] : ['sign_type']);
        expect(sdk.checkNotifySignV2(message)).toBe(isGenuine);
        expect('forged' in read(form(message))).toBe(!isGenuine);
      }),
    );
  });
});

const isSameForm = (one: Buffer, other: Buffer): boolean =>
  JSON.stringify([...new URLSearchParams(one.toString('latin1'))]) ===
  JSON.stringify([...new URLSearchParams(other.toString('latin1'))]);
