import { instant } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import { refundState } from './refund';

const now = instant('2022-05-20T09:00:00.000+08:00');
const ours = { orderNo: 'order', refundNo: 'refund', amount: yuan('749.20') };
const answer = (change: Readonly<Record<string, unknown>>) =>
  ({
    is: 'done',
    body: {
      out_trade_no: 'order',
      out_request_no: 'refund',
      refund_amount: '749.20',
      trade_no: 'A1',
      ...change,
    },
  }) as const;

describe('a refund that Alipay is asked about', () => {
  it('has left when its own number and amount have', () =>
    expect(refundState(answer({}), ours, now)).toMatchObject({ status: 'refunded', channelRefundNo: 'A1' }));
  it.each([
    ['of less', { refund_amount: '749.19' }, 'refunded 749.19'],
    ['of an amount without decimals', { refund_amount: '749' }, 'refunded 749'],
    ['of another number', { out_request_no: 'other' }, 'other-refund'],
    ['of a status that nobody knows', { refund_status: 'REFUND_HELD' }, 'REFUND_HELD'],
  ])('is held %s', (_, change, said) =>
    expect(refundState(answer(change), ours, now)).toEqual({ status: 'unknown', said }),
  );
});
