import { instant } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import type { OnlineChannel, RefundDestination, RefundState } from '../index';
import { nextStep, redirect, redirectable } from './contact-channel';
import type { Leg, Refund } from './refund-state';

const at = instant('2022-05-20T09:00:00.000+08:00');
const leg = {
  orderId: '60000000-0000-4000-8000-000000000001',
  channel: 'wechat',
  amount: yuan('1000.00'),
  status: 'abnormal',
  refundNo: 'N1',
} as unknown as Leg;
const refund = { refundId: 'R1', legs: [leg] } as unknown as Refund;
const card = { to: 'payer', bank: 'ICBC_DEBIT', account: '6222020000001234', name: '张三' } as const;

/** A channel that says one thing when asked, and another when the refund is redirected. */
const channelThat = (asked: RefundState, redirected?: RefundState) => {
  const calls: unknown[] = [];
  const channel = {
    queryRefund: async () => asked,
    ...(redirected === undefined
      ? {}
      : {
          redirectRefund: async (numbers: object, to: RefundDestination) => {
            calls.push({ ...numbers, ...to });
            return redirected;
          },
        }),
  } as unknown as OnlineChannel;
  return { channel, calls };
};
const abnormal = { status: 'abnormal', channelRefundNo: 'W1' } as const;
const underWay = { status: 'under-way' } as const;

describe('an abnormal refund that is to go to another card', () => {
  it('is asked about first, then redirected under both of its numbers', async () => {
    const { channel, calls } = channelThat(abnormal, underWay);
    expect(await redirect(refund, leg, channel, card, () => at)).toEqual({
      type: 'NoteChannelRefund',
      refundId: 'R1',
      refundNo: 'N1',
      state: underWay,
      at,
    });
    expect(calls).toEqual([{ refundNo: 'N1', channelRefundNo: 'W1', ...card }]);
  });

  it.each([underWay, { status: 'refunded', refundedAt: at, channelRefundNo: 'W1' }] as const)(
    'is not redirected again once the channel says %j',
    async (state) => {
      const { channel, calls } = channelThat(state, underWay);
      expect(await redirect(refund, leg, channel, card, () => at)).toMatchObject({ state });
      expect(calls).toEqual([]);
    },
  );

  it('has nothing to be recorded of while the channel is silent, before and after', async () => {
    const silent = channelThat({ status: 'unknown' }, underWay);
    expect(await redirect(refund, leg, silent.channel, card, () => at)).toBeUndefined();
    expect(silent.calls).toEqual([]);
    const { channel } = channelThat(abnormal, { status: 'unknown' });
    expect(await redirect(refund, leg, channel, card, () => at)).toBeUndefined();
  });

  it('needs a channel that pays to other cards, and to be abnormal', () => {
    const { channel } = channelThat(abnormal, underWay);
    expect(redirectable(refund, () => channel)).toEqual({ leg, channel });
    expect(redirectable(refund, () => channelThat(abnormal).channel)).toBeUndefined();
    expect(redirectable(refund, () => undefined)).toBeUndefined();
    const sending = { ...refund, legs: [{ ...leg, status: 'sending' }] } as Refund;
    expect(redirectable(sending, () => channel)).toBeUndefined();
  });
});

describe('a refund whose status nobody understands', () => {
  it.each([
    [{ status: 'unknown', said: 'HELD' }, ['HELD']],
    [{ status: 'unknown' }, []],
  ] as const)('is held, and told of where the channel has said something: %j', async (state, expected) => {
    const said: string[] = [];
    const decided = { ...refund, stage: 'decided', months: [], unposted: [] } as unknown as Refund;
    const sending = { ...leg, status: 'sending' } as Leg;
    const { channel } = channelThat(state);
    const step = await nextStep(
      decided,
      sending,
      channel,
      () => at,
      (told) => said.push(told),
    );
    expect([step, said]).toEqual([undefined, expected]);
  });
});
