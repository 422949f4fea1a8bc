import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { instant, type Clock, type Instant } from '@canbao/calendar';
import { Alipay, AlipaySettings } from '@canbao/channels';
import { channelSandbox, type ChannelSandbox } from './channel-sandbox';
import { listening } from './listening';

const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

/** Two pairs for each of the two sides; a test of its own makes its own. */
export const alipayKeys = () => ({ merchant: pair(), alipay: pair(), next: pair() });
export type AlipayTestKeys = ReturnType<typeof alipayKeys>;

export const appId = '2021000122671080';
export const sellerId = '2088721032347805';

/** A message as it arrived at the merchant's. */
export interface Arrived {
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** The stand-in for Alipay, our adapter, and a place where its messages arrive. */
export interface AlipaySide {
  readonly sandbox: ChannelSandbox;
  readonly gateway: string;
  readonly keys: AlipayTestKeys;
  readonly alipay: Alipay;
  readonly arrived: Arrived[];
  /** What the merchant answers to the next messages; `success` by default. */
  readonly answers: string[];
  readonly clock: Clock;
  readonly stop: () => Promise<void>;
}

export const alipaySide = async (timeoutMs = 2000, platformUrl?: string): Promise<AlipaySide> => {
  const keys = alipayKeys();
  const sandbox = await channelSandbox(
    {
      alipay: {
        appId,
        sellerId,
        appPublicKey: keys.merchant.publicKey,
        privateKeys: [keys.alipay.privateKey, keys.next.privateKey],
      },
    },
    platformUrl,
  );
  const arrived: Arrived[] = [];
  const answers: string[] = [];
  const merchant = createServer((request, response) => {
    void buffer(request).then((body) => {
      arrived.push({ headers: request.headers, body });
      response.end(answers.shift() ?? 'success');
    });
  });
  const notifyUrl = `${await listening(merchant)}/notify`;
  const gateway = `${sandbox.url}/channels/alipay/gateway.do`;
  const clock: Clock = { now: (): Instant => instant(sandbox.world.clock.now()) };
  const settings = AlipaySettings.parse({
    gateway,
    appId,
    sellerId,
    privateKey: keys.merchant.privateKey,
    alipayKeys: [keys.alipay.publicKey],
    notifyUrl,
    timeoutMs,
  });
  const alipay = new Alipay(settings, clock);
  return {
    sandbox,
    gateway,
    keys,
    alipay,
    arrived,
    answers,
    clock,
    stop: async () => {
      await alipay.end();
      merchant.closeAllConnections();
      merchant.close();
      await sandbox.stop();
    },
  };
};
