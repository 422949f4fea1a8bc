import { z } from 'zod';
import { MiniProgram } from '../primitives';
import { operation } from './operation';

/** Configuration: many times the longest message of a channel about one payment. */
const noticeBytesMax = 64 * 1024;

/** What a channel tells by itself. */
export const notificationsApi = {
  channelNotification: {
    raw: { bytesMax: noticeBytesMax },
    ...operation({
      id: 'channelNotification',
      service: 'payment',
      method: 'POST',
      path: '/channel-notifications/{channel}',
      roles: [],
      status: 200,
      idempotencyKey: 'none',
      summary:
        'A message of WeChat Pay or Alipay about a payment or a refund, as the channel signs and sends it. ' +
        'It is verified on the bytes that came, kept, answered as the channel expects, and then worked ' +
        'through.',
      params: z.strictObject({ channel: MiniProgram }),
      reply: z.string(),
      rejections: [],
    }),
  },
} as const;
