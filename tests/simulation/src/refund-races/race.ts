import { hash } from 'node:crypto';
import { instant, month as monthOf } from '@canbao/calendar';
import { reactTo, type ContractEvent, type React, type Subscription } from '@canbao/contracts';
import {
  postingEvents,
  postingOf,
  postingStream,
  published as publishedByLedgerSync,
  type PostingCommand,
} from '@canbao/domain-ledger-sync';
import {
  paymentOrderEvents,
  published as publishedByPayment,
  refundOf,
  refundStream,
  type PaymentEvent,
  type Refund,
} from '@canbao/domain-payment';
import type { Decider, Event, Placed } from '@canbao/event-sourcing';
import { fold } from '@canbao/event-sourcing';
import { rate, yuan } from '@canbao/money';

export const personId = '10000000-0000-4000-8000-000000000001';
export const orderId = '30000000-0000-4000-8000-000000000001';
export const refundId = '60000000-0000-4000-8000-000000000001';
export const month = monthOf('2022-05');
export const at = instant('2022-05-18T12:00:00.000+08:00');
export const amount = yuan('1000.00');
export const obligation = { personId, insurance: 'pension', month } as const;
const obligationStream = `obligation-${personId}-pension-${month}`;

/** Everything that can differ between two moments; nothing in it is ever changed in place. */
export interface World {
  readonly streams: Readonly<Record<string, readonly Event[]>>;
  /** Published and not yet delivered, by topic's owner, in order. */
  readonly fromPayment: readonly ContractEvent[];
  readonly fromLedgerSync: readonly ContractEvent[];
  /** The bureau's own book, by request id: a request that was reversed first is never booked. */
  readonly bureau: Readonly<Record<string, 'booked' | 'reversed'>>;
  /** What the poster has heard and not yet stored. */
  readonly heard: readonly PostingCommand[];
  /** A request that is still on its way to the bureau. */
  readonly underWay: readonly string[];
  /** How often the bureau was contacted: more than once means that a request may have arrived. */
  readonly attempts: number;
  /** Mishaps that may still happen. */
  readonly mishaps: number;
  /** Deeds of people, each done once. */
  readonly done: readonly string[];
  /** Refusals, by deed. */
  readonly refused: Readonly<Record<string, string>>;
}

const digestOf = (text: string): string => hash('sha256', text).slice(0, 16);

/** The same text for the same moment, however it came about. */
export const keyOf = ({ streams, bureau, ...world }: World): string =>
  hash('sha256', JSON.stringify([Object.entries(streams).sort(), Object.entries(bureau).sort(), world]));

/** A month was paid at a counter; nobody has heard of it yet. */
export const paidMonth = (mishaps: number): World => {
  const paid = { base: yuan('5000.00'), rate: rate('0.2'), amount };
  const settled: PaymentEvent = {
    type: 'PensionMonthsSettled',
    data: { personId, orderId, district: '370102', months: [{ month, ...paid }], total: amount, paidAt: at },
  };
  const captured: PaymentEvent = {
    type: 'PaymentCaptured',
    data: {
      personId,
      orderId,
      insurance: 'pension',
      quoteId: 'Q1',
      channel: 'ccb',
      channelTransactionNo: 'T1',
      receiptNo: 'SD1',
      amount,
      paidAt: at,
      fingerprint: 'F1',
      method: 'cash',
      lines: [{ item: 'pension', month, ...paid }],
    },
  };
  const event = publishedByPayment(settled);
  return {
    streams: {
      [`order-${orderId}`]: [captured, settled],
      [obligationStream]: [{ type: 'PensionMonthPaid', data: { ...obligation, orderId } }],
    },
    fromPayment: event === undefined ? [] : [event],
    fromLedgerSync: [],
    bureau: {},
    heard: [],
    underWay: [],
    attempts: 0,
    mishaps,
    done: [],
    refused: {},
  };
};

/** Decides and stores as `execute` does, and publishes what was stored. */
export const run = <Command, State, E extends Event, Reason extends string>(
  world: World,
  decider: Decider<Command, State, E, Reason>,
  command: Command,
): World & { readonly reason?: string } => {
  let streams = [...decider.streams(command)];
  for (;;) {
    const histories = new Map(streams.map((stream) => [stream, { events: world.streams[stream] ?? [] }]));
    const outcome = decider.decide(command, fold(decider, streams, histories));
    if (!outcome.accepted) return { ...world, reason: outcome.reason };
    const placed = outcome.events.map(({ stream = streams[0] ?? '', event }: Placed<E>) => ({
      stream,
      event,
    }));
    const unread = placed.map(({ stream }) => stream).filter((stream) => !streams.includes(stream));
    if (unread.length === 0) return placed.reduce(stored, world);
    streams = [...new Set([...streams, ...unread])];
  }
};

const stored = (
  world: World,
  { stream, event }: { readonly stream: string; readonly event: Event },
): World => {
  const streams = { ...world.streams, [stream]: [...(world.streams[stream] ?? []), event] };
  if (postingEvents.has(event)) {
    const told = publishedByLedgerSync(event);
    return { ...world, streams, fromLedgerSync: [...world.fromLedgerSync, ...[told ?? []].flat()] };
  }
  if (!paymentOrderEvents.has(event)) return { ...world, streams };
  const told = publishedByPayment(event);
  return { ...world, streams, fromPayment: [...world.fromPayment, ...[told ?? []].flat()] };
};

export const deliver = async (
  world: World,
  topic: string,
  [event]: readonly ContractEvent[],
  subscriptions: readonly Subscription[],
): Promise<World> => {
  let after = world;
  const react: React = async (decider, command) => {
    after = run(after, decider, command);
  };
  if (event !== undefined)
    await reactTo(subscriptions, topic, event, (text) => digestOf(`${JSON.stringify(event)} ${text}`), react);
  return after;
};

/** The refund of the world, and its posting. */
export const refundIn = ({ streams }: World): Refund | undefined =>
  refundOf((streams[refundStream(refundId)] ?? []).filter(paymentOrderEvents.has));
export const postingIn = ({ streams }: World) =>
  postingOf((streams[postingStream(obligation)] ?? []).filter(postingEvents.has));

/** Whether the bureau holds the month. */
export const isBooked = (world: World): boolean => Object.values(world.bureau).includes('booked');
/** Every event of payment, in no order. */
export const paymentEventsIn = ({ streams }: World): PaymentEvent[] =>
  Object.values(streams).flat().filter(paymentOrderEvents.has);
/** Where the posting stands. */
export const postingStatusIn = (world: World): string => postingIn(world)?.state.status ?? 'none';
