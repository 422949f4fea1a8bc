import { z } from 'zod';

/** The setting `WECHAT_BILLS`: how WeChat 生活缴费 and we know each other. */
export const WeChatBillsSettings = z.strictObject({
  /** Ours at WeChat; a message for another merchant is refused. */
  merchantId: z.string().regex(/^\w{1,32}$/),
  /** What WeChat calls this institution. */
  companyId: z.string().regex(/^\w{1,32}$/),
  /** Shared with WeChat. Two while it changes: both verify, the first signs. */
  secrets: z
    .array(z.string().regex(/^[\x21-\x7e]{32,128}$/))
    .min(1)
    .max(2),
  /** As agreed with WeChat: the other one is refused, so that nobody can ask for the weaker. */
  digest: z.enum(['sha256', 'sha1']).default('sha256'),
  /** Whether messages carry `LivingPayment-IsSandbox: 1`. */
  sandbox: z.boolean().default(false),
});
export type WeChatBillsSettings = z.infer<typeof WeChatBillsSettings>;
