import { randomBytes } from 'node:crypto';
import { banks } from '@canbao/vocabulary';
import { sandboxKeyPrefix } from '@canbao/service-kit/production';
import {
  newKey,
  signatureAlgorithms,
  signingChannels,
  type NewKey,
  type SignatureAlgorithm,
  type SigningChannel,
} from '@canbao/service-kit/signing';
import { alipayKeys, alipaySecrets, type AlipayKeys } from './alipay-keys';
import { billKeys, type BillKeys } from './bill-keys';
import { batchDebitKeys, batchDebitSecrets, type BatchDebitKeys } from './batch-debit-keys';
import { weChatKeys, weChatSecrets, type WeChatKeys } from './wechat-keys';

/** Signs a token for a subject of the sandbox. */
export type SignToken = (subject: string, claims: object) => Promise<string>;

/** What a bank or the tax desk signs in and signs with. */
interface SignerKeys extends NewKey {
  readonly token: string;
}
/** The counters' pairs, by channel, and ours, by algorithm. */
export interface CounterKeys {
  readonly channels: Readonly<Record<SigningChannel, SignerKeys>>;
  readonly own: Readonly<Record<SignatureAlgorithm, NewKey>>;
}

/** Keys and secrets that we share with channels: an entry for each, made where the file has none. */
export interface ChannelKeys {
  readonly banks: CounterKeys;
  readonly wechat: WeChatKeys;
  readonly alipay: AlipayKeys;
  readonly weChatBills: BillKeys;
  readonly batchDebit: BatchDebitKeys;
  /** Seals messages of channels as they came, in base64. */
  readonly notices: string;
}

/** The keys of channels in a data folder, with what it lacks made anew. */
export const withChannelKeys = async (
  stored: Partial<ChannelKeys> | undefined,
  token: SignToken,
): Promise<ChannelKeys> => ({
  ...stored,
  banks: stored?.banks ?? (await counterKeys(token)),
  wechat: stored?.wechat ?? weChatKeys(),
  alipay: stored?.alipay ?? alipayKeys(),
  weChatBills: stored?.weChatBills ?? billKeys(),
  batchDebit: stored?.batchDebit ?? batchDebitKeys(),
  notices: stored?.notices ?? randomBytes(32).toString('base64'),
});

/** Two banks sign by SM2, so that both ways are in use. */
const algorithmOf = (channel: SigningChannel): SignatureAlgorithm =>
  channel === 'icbc' || channel === 'rcc' ? 'SM2-SM3' : 'RSA-PSS-SHA256';
const kidOf = (holder: string): string => `${sandboxKeyPrefix}${holder}-1`;

const counterKeys = async (token: SignToken): Promise<CounterKeys> => {
  const tokens = [
    ...banks.map((bank) => token(`teller-${bank}`, { role: 'bank', bank })),
    token('tax-officer', { role: 'tax-desk' }),
  ];
  const channels = signingChannels.map(async (channel, index) => {
    const pair = await newKey(algorithmOf(channel));
    return [channel, { ...pair, token: (await tokens[index]) ?? '' }] as const;
  });
  const own = signatureAlgorithms.map(async (algorithm) => [algorithm, await newKey(algorithm)] as const);
  return {
    channels: Object.fromEntries(await Promise.all(channels)) as CounterKeys['channels'],
    own: Object.fromEntries(await Promise.all(own)) as CounterKeys['own'],
  };
};

/** `BANK_KEYS`: of the sandbox, whose clients may do without signatures. */
export const bankKeysSetting = ({ channels, own }: CounterKeys): string =>
  JSON.stringify({
    others: 'accepted',
    channels: Object.fromEntries(
      signingChannels.map((channel) => {
        const { publicKey } = channels[channel];
        const key = { kid: kidOf(channel), algorithm: algorithmOf(channel), publicKey };
        return [channel, { signatures: 'when-sent', keys: [key] }];
      }),
    ),
    own: signatureAlgorithms.map((algorithm) => ({
      kid: kidOf(`canbao-${algorithm}`),
      algorithm,
      privateKey: own[algorithm].privateKey,
    })),
  });

/** Keys as `docs/integration/bank.md` names them, in base64 of their DER; for the sandbox only. */
export interface CounterSigning {
  readonly channels: Readonly<
    Record<
      string,
      { readonly key: string; readonly algorithm: SignatureAlgorithm; readonly privateKey: string }
    >
  >;
  /** Ours, of each algorithm: by it an answer is proven. */
  readonly platform: readonly {
    readonly key: string;
    readonly algorithm: SignatureAlgorithm;
    readonly publicKey: string;
  }[];
}

/** With what whoever plays a counter signs its first request. */
export const counterSigning = ({ channels, own }: CounterKeys): CounterSigning => ({
  channels: Object.fromEntries(
    signingChannels.map((channel) => [
      channel,
      { key: kidOf(channel), algorithm: algorithmOf(channel), privateKey: channels[channel].privateKey },
    ]),
  ),
  platform: signatureAlgorithms.map((algorithm) => ({
    key: kidOf(`canbao-${algorithm}`),
    algorithm,
    publicKey: own[algorithm].publicKey,
  })),
});

/** `CHANNEL_SECRETS`: what the counterparts in the sandbox hold, by their name. */
export const counterpartSecrets = ({
  banks: { channels, own },
  wechat,
  alipay,
  weChatBills,
  batchDebit,
}: ChannelKeys): Record<string, unknown> => ({
  wechat: weChatSecrets(wechat),
  alipay: alipaySecrets(alipay),
  'wechat-bills': weChatBills,
  'batch-debit': batchDebitSecrets(batchDebit),
  banks: {
    channels: Object.fromEntries(
      signingChannels.map((channel) => {
        const { privateKey, token } = channels[channel];
        return [channel, { kid: kidOf(channel), algorithm: algorithmOf(channel), privateKey, token }];
      }),
    ),
    platform: signatureAlgorithms.map((algorithm) => ({
      kid: kidOf(`canbao-${algorithm}`),
      algorithm,
      publicKey: own[algorithm].publicKey,
    })),
  },
});
