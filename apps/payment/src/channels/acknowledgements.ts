import type { MiniProgram } from '@canbao/contracts';
import { RawAnswer } from '@canbao/service-kit';

const json = 'application/json';
const text = 'text/plain; charset=utf-8';

/** Each channel's words for a message that is kept, so that it is not sent again. */
const words: Readonly<Record<MiniProgram, { readonly taken: RawAnswer; readonly refused: RawAnswer }>> = {
  wechat: {
    taken: new RawAnswer(200, json, '{"code":"SUCCESS","message":"成功"}'),
    refused: new RawAnswer(400, json, '{"code":"FAIL","message":"验签失败"}'),
  },
  alipay: {
    taken: new RawAnswer(200, text, 'success'),
    refused: new RawAnswer(400, text, 'failure'),
  },
};

/** The message is kept: the channel need not send it again. */
export const taken = (channel: MiniProgram): RawAnswer => words[channel].taken;

/** The message is not the channel's own. */
export const refused = (channel: MiniProgram): RawAnswer => words[channel].refused;
