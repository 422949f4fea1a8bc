import type { ChannelFaultMode, CounterpartName } from './fault-names';

export { channelFaults, counterparts, type ChannelFaultMode, type CounterpartName } from './fault-names';

/** Faults of a statement that a channel gives of a day. */
const statements = [
  'bill-late',
  'bill-missing',
  'bill-truncated',
  'bill-wrong-hash',
  'bill-wrong-totals',
  'bill-wrong-encoding',
  'bill-line-short',
  'bill-line-more',
  'bill-other-amount',
  'bill-other-status',
] as const;
/** Faults of whoever takes money and then tells of it, in a request that is answered. */
const reports = [
  'notify-twice',
  'notify-never',
  'notify-late',
  'notify-forged',
  'wrong-key-id',
  'headers-stripped',
  'timeout-before',
  'timeout-after-success',
  'paid-twice',
  'other-amount',
  'pack-resent-changed',
  'reversal-first',
  'reversal-twice',
  'reversal-after-cut',
] as const;
/** Faults of a wallet: it is asked, and tells. */
const wallets = [
  'notify-twice',
  'notify-out-of-order',
  'notify-never',
  'notify-late',
  'notify-after-restart',
  'notify-forged',
  'wrong-key-id',
  'mixed-keys',
  'headers-stripped',
  'answer-forged',
  'timeout-before',
  'timeout-after-success',
  'error-500',
  'rate-limit',
  'success-after-close',
  'other-amount',
  'other-payee',
  'other-order',
  'unknown-status',
  'refund-abnormal',
  'refund-stuck',
] as const;

const counter = [...reports, 'stale-timestamp', 'future-timestamp', ...statements] as const;

/** What each counterpart plays. */
export const offered = {
  wechat: [
    ...wallets,
    'signature-probe',
    'stale-timestamp',
    'future-timestamp',
    'refund-closed',
    ...statements,
  ],
  alipay: [...wallets, 'error-20000', ...statements],
  'wechat-bills': [...reports, 'success-after-close', 'other-payee', 'other-order', ...statements],
  ccb: counter,
  icbc: counter,
  abc: counter,
  qlb: counter,
  psbc: counter,
  boc: counter,
  citic: counter,
  rcc: counter,
  'tax-desk': counter,
  'batch-debit': [
    'answer-forged',
    'headers-stripped',
    'timeout-before',
    'timeout-after-success',
    'error-500',
    'other-amount',
    'other-order',
    'unknown-status',
    'result-unknown',
    'sign-off-in-batch',
    'stop-service',
    'pack-resent-changed',
    'refund-abnormal',
    'refund-stuck',
    ...statements,
  ],
  treasury: [
    'timeout-before',
    'timeout-after-success',
    'error-500',
    'unknown-status',
    'stop-service',
    'pack-resent-changed',
    'receipt-late',
    'receipt-missing',
    'receipt-other-amount',
    'refund-stuck',
    'bill-late',
    'bill-missing',
    'bill-truncated',
    'bill-wrong-totals',
    'bill-line-more',
  ],
} as const satisfies Record<CounterpartName, readonly ChannelFaultMode[]>;

/** A mode that a counterpart plays. */
export type Offered<Name extends CounterpartName> = (typeof offered)[Name][number];

/** Whether the counterpart has the mode. */
export const isOffered = (counterpart: CounterpartName, mode: ChannelFaultMode): boolean =>
  (offered[counterpart] as readonly ChannelFaultMode[]).includes(mode);

/** What a request, a message, or its number is where the mode is set for one order. */
type Kind = 'wallet' | 'bills' | 'counter' | 'debit' | 'treasury';
const kindOf: Readonly<Record<CounterpartName, Kind>> = {
  wechat: 'wallet',
  alipay: 'wallet',
  'wechat-bills': 'bills',
  ccb: 'counter',
  icbc: 'counter',
  abc: 'counter',
  qlb: 'counter',
  psbc: 'counter',
  boc: 'counter',
  citic: 'counter',
  rcc: 'counter',
  'tax-desk': 'counter',
  'batch-debit': 'debit',
  treasury: 'treasury',
};

const asks = 'it asks, and is not told';
const oneKey = 'its line has one key, which is no header of a message';
const noReport = 'it reports no payment: it answers';
const noReversal = 'its protocol has no reversal';
const others = 'a fault of another kind of counterpart';

/** Why a counterpart does not play a mode; what is not named is a fault of another kind of counterpart. */
const absent: Readonly<Record<Kind, Readonly<Partial<Record<ChannelFaultMode, string>>>>> = {
  wallet: {
    'signature-probe': 'WeChat Pay alone probes',
    'stale-timestamp': 'Alipay signs no time that would be compared',
    'future-timestamp': 'Alipay signs no time that would be compared',
    'error-20000': 'a code of Alipay',
    'paid-twice': 'a wallet takes money once for a number; a second way to pay is another channel',
    'refund-closed': 'a state of WeChat Pay',
    'pack-resent-changed': 'a message is a reason to ask: what it says is not booked',
  },
  bills: {
    'notify-out-of-order': 'a payment has one message; a reversal that overtakes it is `reversal-first`',
    'notify-after-restart': 'an answer that does not come is asked about: `timeout-before`',
    'signature-probe': 'WeChat Pay alone probes',
    'mixed-keys': 'it shares one secret with us',
    'stale-timestamp': 'its messages have no time that is compared',
    'future-timestamp': 'its messages have no time that is compared',
    'answer-forged': asks,
    'error-500': asks,
    'rate-limit': asks,
    'unknown-status': 'its messages have no status: the codes are ours',
  },
  counter: {
    'notify-out-of-order': 'a taking has one report; a reversal that overtakes it is `reversal-first`',
    'notify-after-restart': 'an answer that does not come is asked about: `timeout-before`',
    'mixed-keys': 'each request names its key: both are accepted during a change',
    'answer-forged': asks,
    'error-500': asks,
    'rate-limit': asks,
    'success-after-close': 'a counter takes money for a quote: there is no order to close',
    'other-payee': 'a report names no payee: its sender is the bank that signs',
    'other-order': 'a report names a quote, and the quote a person',
    'unknown-status': 'a report has no status; a line of its file has: `bill-other-status`',
    'refund-abnormal': 'a counter pays out by hand',
    'refund-closed': 'a counter pays out by hand',
    'refund-stuck': 'a counter pays out by hand',
  },
  debit: {
    'notify-twice': noReport,
    'notify-out-of-order': noReport,
    'notify-never': noReport,
    'notify-late': noReport,
    'notify-after-restart': noReport,
    'notify-forged': 'see `answer-forged`',
    'wrong-key-id': oneKey,
    'mixed-keys': oneKey,
    'stale-timestamp': 'a message has a day, and no time',
    'future-timestamp': 'a message has a day, and no time',
    'success-after-close': 'a pack that was sent cannot be closed',
    'paid-twice': 'a pack that comes again is skipped: `timeout-after-success`',
    'reversal-first': noReversal,
    'reversal-twice': noReversal,
    'reversal-after-cut': noReversal,
    'refund-closed': 'a credit is taken or refused: nothing closes it',
  },
  treasury: {
    'headers-stripped': 'its messages are not signed: the line between the nodes is',
    'other-amount': 'see `receipt-other-amount`',
    'bill-line-short': 'see `receipt-missing`',
    'bill-other-amount': 'see `receipt-other-amount`',
    'bill-wrong-hash': 'its flow has totals and no hash',
    'bill-wrong-encoding': 'its flow has one encoding, which its XML names',
  },
};

/** Why the counterpart does not play the mode. */
export const whyNot = (counterpart: CounterpartName, mode: ChannelFaultMode): string =>
  absent[kindOf[counterpart]][mode] ?? others;
