import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Who stands on the other side of a channel, and the treasury. */
export const counterparts = [
  'wechat',
  'alipay',
  'wechat-bills',
  'ccb',
  'icbc',
  'abc',
  'qlb',
  'psbc',
  'boc',
  'citic',
  'rcc',
  'tax-desk',
  'batch-debit',
  'treasury',
] as const;
export type CounterpartName = (typeof counterparts)[number];

/** What can go wrong, by its name in tests, in the API and on the page of the sandbox. */
export const channelFaults = {
  'notify-twice': '1 秒内重复通知',
  'notify-out-of-order': '通知乱序',
  'notify-never': '从不通知',
  'notify-late': '数小时后才通知',
  'notify-forged': '伪造的通知',
  'signature-probe': '验签探测（SIGNTEST）',
  'wrong-key-id': '错误的密钥编号',
  'mixed-keys': '换钥期间两把密钥混用',
  'stale-timestamp': '过期的时间戳',
  'future-timestamp': '未来的时间戳',
  'headers-stripped': '签名头丢失',
  'answer-forged': '应答签名不实',
  'timeout-before': '超时，未处理',
  'timeout-after-success': '超时，但已成功',
  'error-500': '系统错误',
  'error-20000': '服务不可用（20000），结果未知',
  'rate-limit': '限流',
  'success-after-close': '关单后支付成功',
  'paid-twice': '同一费用支付两次',
  'other-amount': '金额不符',
  'other-payee': '收款方不符',
  'other-order': '订单不符',
  'unknown-status': '未知状态值',
  'refund-abnormal': '退款异常',
  'refund-closed': '退款关闭',
  'refund-stuck': '退款处理中',
  'bill-late': '账单迟到',
  'bill-missing': '没有账单',
  'bill-truncated': '账单被截断',
  'bill-wrong-hash': '账单摘要不符',
  'bill-wrong-totals': '账单合计不符',
  'bill-wrong-encoding': '账单编码错误',
  'bill-line-short': '账单少一行',
  'bill-line-more': '账单多一行',
  'bill-other-amount': '账单中金额不符',
  'bill-other-status': '账单中状态不符',
  'reversal-first': '冲正先于原交易',
  'reversal-twice': '重复冲正',
  'reversal-after-cut': '日切后冲正',
  'sign-off-in-batch': '批次中签退',
  'pack-resent-changed': '重发的批次有一处不同',
  'result-unknown': '批扣结果未知',
  'receipt-late': '入库迟到',
  'receipt-missing': '没有入库',
  'receipt-other-amount': '入库金额不符',
} as const;
export type ChannelFaultMode = keyof typeof channelFaults;

/** A fault to play: for one order, or a number of times, or by chance under a seed. */
export const ChannelFault = z.strictObject({
  counterpart: z.enum(counterparts),
  mode: z.enum(Object.keys(channelFaults) as [ChannelFaultMode, ...ChannelFaultMode[]]),
  /** How many requests or messages it hits; all by default. */
  times: z.int().min(1).max(1_000_000).optional(),
  /** Only this order, by the number that the platform gave it. */
  order: z.string().max(100).optional(),
  /** Hits this share of the orders; which ones, the seed decides. */
  chance: z.number().min(0).max(1).optional(),
  seed: z.int().optional(),
});
export type ChannelFault = z.infer<typeof ChannelFault>;

/** The fault menu of the channels. */
export class ChannelFaults {
  private faults: { readonly fault: ChannelFault; left: number }[] = [];

  set(fault: ChannelFault): void {
    this.faults.push({ fault, left: fault.times ?? Number.MAX_SAFE_INTEGER });
  }

  clear(): void {
    this.faults = [];
  }

  list(): readonly ChannelFault[] {
    return this.faults.map(({ fault }) => fault);
  }

  /** The first of these faults that hits the order at this counterpart; counted. */
  next<Mode extends ChannelFaultMode>(
    counterpart: CounterpartName,
    order: string,
    ...modes: readonly Mode[]
  ): Mode | undefined {
    const hit = this.faults.find(
      ({ fault }) =>
        fault.counterpart === counterpart &&
        (modes as readonly string[]).includes(fault.mode) &&
        (fault.order === undefined || fault.order === order) &&
        isDrawn(fault, order),
    );
    if (hit === undefined) return undefined;
    hit.left -= 1;
    if (hit.left <= 0) this.faults = this.faults.filter((other) => other !== hit);
    return hit.fault.mode as Mode;
  }
}

const isDrawn = ({ chance = 1, seed = 0, mode }: ChannelFault, order: string): boolean =>
  chance >= 1 ||
  createHash('sha256').update(`${seed} ${mode} ${order}`).digest().readUInt32BE() / 2 ** 32 < chance;
