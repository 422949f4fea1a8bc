import { instantOf } from './alipay/trade';
import { stateOf, Transaction } from './wechat-pay/messages';

describe('the time of a payment', () => {
  const transaction = (success_time: string) =>
    stateOf(
      Transaction.parse({
        mchid: '1',
        out_trade_no: 'a',
        trade_state: 'SUCCESS',
        transaction_id: 't',
        success_time,
        amount: { total: 100_000, currency: 'CNY' },
      }),
    );

  it.each([
    ['2022-12-31T15:59:59.999Z', '2022-12-31T23:59:59.999+08:00'],
    ['2022-12-31T16:00:00Z', '2023-01-01T00:00:00.000+08:00'],
    ['2022-12-31T23:59:59+08:00', '2022-12-31T23:59:59.000+08:00'],
    ['2023-01-01T01:00:00+09:00', '2023-01-01T00:00:00.000+08:00'],
  ])('that WeChat writes as %s is %s in Shanghai', (written, paidAt) =>
    expect(transaction(written)).toMatchObject({ status: 'paid', paidAt }),
  );

  it.each([
    ['2022-12-31 23:59:59', '2022-12-31T23:59:59.000+08:00'],
    ['2023-01-01 00:00:00', '2023-01-01T00:00:00.000+08:00'],
  ])('that Alipay writes as %s is %s in Shanghai', (written, paidAt) =>
    expect(instantOf(written)).toBe(paidAt),
  );
  it.each(['2022-12-31 24:00:00', '2022-02-29 12:00:00', '2022-12-31 23:59:60', ''])(
    'is none where it is %s',
    (written) => expect(instantOf(written)).toBeUndefined(),
  );
});
