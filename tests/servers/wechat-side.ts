import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { instant, type Clock, type Instant } from '@canbao/calendar';
import { WeChatPay, WeChatPaySettings, type Trouble } from '@canbao/channels';
import { weChatKeys, weChatSecrets, weChatSetting } from '@canbao/infra-local/wechat-keys';
import { channelSandbox, type ChannelSandbox } from './channel-sandbox';

/** A message as it came over the wire. */
export interface Arrived {
  readonly requestLine: string;
  /** Names as they were spelt, in their order. */
  readonly headerNames: readonly string[];
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The stand-in for WeChat Pay, our adapter, and a place where its messages arrive. */
export interface WeChatSide {
  readonly sandbox: ChannelSandbox;
  readonly keys: ReturnType<typeof weChatKeys>;
  readonly setting: Readonly<Record<string, any>>;
  readonly channel: WeChatPay;
  readonly troubles: Trouble[];
  readonly clock: Clock;
  readonly arrived: Arrived[];
  /** Statuses of the next answers to messages; 200 by default, no answer for 0. */
  readonly answers: number[];
  readonly stop: () => Promise<void>;
}

/** Another adapter to the same stand-in, whose settings differ. */
export const adapterOf = ({ setting, clock }: WeChatSide, changes: object): WeChatPay =>
  new WeChatPay(WeChatPaySettings.parse({ ...setting, ...changes }), clock);

export const wechatSide = async (pace = 0.001, platformUrl?: string): Promise<WeChatSide> => {
  const keys = weChatKeys();
  const sandbox = await channelSandbox({ wechat: { ...weChatSecrets(keys), notifyPace: pace } }, platformUrl);
  const [arrived, answers, troubles]: [Arrived[], number[], Trouble[]] = [[], [], []];
  const merchant = await listener((message) => {
    arrived.push(message);
    return answers.shift() ?? 200;
  });
  const setting = {
    ...JSON.parse(
      weChatSetting(keys, {
        host: `${sandbox.url}/channels/wechat`,
        notifyUrl: `http://127.0.0.1:${(merchant.address() as AddressInfo).port}/notify`,
      }),
    ),
    timeoutMs: 2000,
  };
  const clock: Clock = { now: (): Instant => instant(sandbox.world.clock.now()) };
  const channel = new WeChatPay(WeChatPaySettings.parse(setting), clock, (trouble) => troubles.push(trouble));
  return {
    sandbox,
    keys,
    setting,
    channel,
    troubles,
    clock,
    arrived,
    answers,
    stop: async () => {
      await channel.disconnect();
      merchant.close();
      await sandbox.stop();
    },
  };
};

/** Bytes, not a server of HTTP: what comes is looked at as it comes. */
const listener = async (statusFor: (message: Arrived) => number): Promise<Server> => {
  const server = createServer((socket) => {
    let bytes = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      const message = messageIn(bytes);
      if (message === undefined) return;
      const status = statusFor(message);
      if (status !== 0) socket.end(`HTTP/1.1 ${status} Whatever\r\ncontent-length: 0\r\n\r\n`);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
};

const messageIn = (bytes: Buffer): Arrived | undefined => {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [requestLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const pairs = lines.map((line) => line.split(/: (.*)/s) as [string, string]);
  const headers = Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]));
  const body = bytes.subarray(end + 4);
  if (body.length < Number(headers['content-length'])) return undefined;
  return { requestLine, headerNames: pairs.map(([name]) => name), headers, body: Buffer.from(body) };
};
