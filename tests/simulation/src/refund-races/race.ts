import { hash } from 'node:crypto';
import { instant, month as monthOf } from '@canbao/calendar';
import { reactTo, type ContractEvent, type React, type Subscription } from '@canbao/contracts';
import {
  contactBureau,
  hasWork,
  posting,
  postingEvents,
  postingOf,
  postingStream,
  published as publishedByLedgerSync,
  subscriptions as ofLedgerSync,
  type Bureau,
  type PostingCommand,
} from '@canbao/domain-ledger-sync';
import {
  paymentOrder,
  paymentOrderEvents,
  published as publishedByPayment,
  refund,
  refundOf,
  refundStream,
  subscriptions as ofPayment,
  type PaymentEvent,
  type Refund,
  type RefundCommand,
} from '@canbao/domain-payment';
import type { Decider, Event, Placed } from '@canbao/event-sourcing';
import { fold } from '@canbao/event-sourcing';
import { rate, yuan } from '@canbao/money';

const personId = '10000000-0000-4000-8000-000000000001';
export const orderId = '30000000-0000-4000-8000-000000000001';
export const refundId = '60000000-0000-4000-8000-000000000001';
const month = monthOf('2022-05');
const at = instant('2022-05-18T12:00:00.000+08:00');
const amount = yuan('1000.00');
const obligation = { personId, insurance: 'pension', month } as const;
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
  /** How often the bureau is contacted under a lease: more than once means that a request may have arrived. */
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
      ...{ personId, orderId, insurance: 'pension', quoteId: 'Q1', channel: 'ccb' },
      ...{ channelTransactionNo: 'T1', receiptNo: 'SD1', amount, paidAt: at, fingerprint: 'F1' },
      ...{ method: 'cash', lines: [{ item: 'pension', month, ...paid }] },
    } as never,
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
const run = <Command, State, E extends Event, Reason extends string>(
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

const deliver = async (
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
const postingIn = ({ streams }: World) =>
  postingOf((streams[postingStream(obligation)] ?? []).filter(postingEvents.has));

/** What the bureau hears of a request, unless it was reversed before. */
const booked = (bureau: World['bureau'], requestId: string): World['bureau'] =>
  bureau[requestId] === undefined ? { ...bureau, [requestId]: 'booked' } : bureau;

/** One contact of the poster with the bureau; `mishap` is what befalls a posting on its way. */
const contact = async (world: World, mishap?: 'late' | 'lost'): Promise<World> => {
  const due = postingIn(world);
  if (due === undefined) return world;
  let { bureau } = world;
  let underWay = world.underWay;
  const port: Bureau = {
    post: async ({ requestId }) => {
      if (mishap === 'late') underWay = [...underWay, requestId];
      else bureau = booked(bureau, requestId);
      if (mishap !== undefined) return { outcome: 'unknown' };
      return bureau[requestId] === 'booked'
        ? { outcome: 'accepted', receiptNo: requestId }
        : { outcome: 'refused', reason: 'reversed' };
    },
    query: async (requestId) =>
      bureau[requestId] === undefined
        ? { outcome: 'not-found' }
        : bureau[requestId] === 'booked'
          ? { outcome: 'accepted', receiptNo: requestId }
          : { outcome: 'refused', reason: 'reversed' },
    reverse: async (requestId) => {
      const was = bureau[requestId];
      bureau = { ...bureau, [requestId]: 'reversed' };
      return was === undefined ? { outcome: 'not-found' } : { outcome: 'accepted', receiptNo: requestId };
    },
  };
  const command = await contactBureau(port, { ...due, attempts: world.attempts + 1 }, () => at);
  return {
    ...world,
    bureau,
    underWay,
    // More than twice changes nothing further.
    attempts: Math.min(2, world.attempts + 1),
    heard: command === undefined ? world.heard : [...world.heard, command],
    mishaps: world.mishaps - (mishap === undefined ? 0 : 1),
  };
};

const deed = <Command, State, E extends Event, Reason extends string>(
  world: World,
  name: string,
  decider: Decider<Command, State, E, Reason>,
  command: Command,
): World => {
  const { reason, ...after } = run(world, decider, command);
  const refused = reason === undefined ? world.refused : { ...world.refused, [name]: reason };
  return { ...after, refused, done: [...new Set([...world.done, name])].sort() };
};

const ofRefund = (command: object): RefundCommand => ({ refundId, at, ...command }) as RefundCommand;

/** Everything that can happen next, by name; each leads to a world of its own. */
export const nextSteps = (world: World): Readonly<Record<string, () => Promise<World>>> => {
  const { done, heard, underWay, mishaps, fromPayment, fromLedgerSync } = world;
  const current = refundIn(world);
  const stage = current?.stage;
  const leg = current?.legs[0]?.status;
  const state = postingIn(world)?.state;
  const isDue = state !== undefined && hasWork(state.status) && heard.length === 0;
  const mayMishap = isDue && mishaps > 0 && state.status !== 'reversing';
  const by = (name: string, decided: RefundCommand) => async () => deed(world, name, refund, decided);
  const steps: Record<string, (() => Promise<World>) | false | undefined> = {
    apply:
      !done.includes('apply') &&
      by(
        'apply',
        ofRefund({
          type: 'ApplyForRefund',
          ...obligation,
          months: [month],
          orderId,
          because: 'error',
          by: 'payer:1',
        }),
      ),
    review:
      stage === 'applied' &&
      by('review', ofRefund({ type: 'ApproveRefund', role: 'operator', by: 'operator:1' })),
    decide:
      stage === 'reviewed' && by('decide', ofRefund({ type: 'ApproveRefund', role: 'hrss', by: 'hrss:1' })),
    reverse:
      !done.includes('reverse') &&
      (async () =>
        deed(world, 'reverse', paymentOrder, {
          type: 'ReverseCollection',
          orderId,
          channel: 'ccb',
          channelTransactionNo: 'T1',
          at,
        })),
    instruct:
      stage === 'decided' &&
      leg === 'to-send' &&
      by('instruct', ofRefund({ type: 'BeginPayout', orderId, way: 'counter' })),
    payOut:
      leg === 'to-pay-out' &&
      by(
        'payOut',
        ofRefund({ type: 'ConfirmPayout', channel: 'ccb', payoutNo: 'P1', amount, paidOutAt: at }),
      ),
    tellLedgerSync:
      fromPayment.length > 0 &&
      (() =>
        deliver({ ...world, fromPayment: fromPayment.slice(1) }, 'ledger.events', fromPayment, ofLedgerSync)),
    tellPayment:
      fromLedgerSync.length > 0 &&
      (() =>
        deliver(
          { ...world, fromLedgerSync: fromLedgerSync.slice(1) },
          'ledger-sync.events',
          fromLedgerSync,
          ofPayment,
        )),
    contact: isDue && (() => contact(world)),
    contactLost: mayMishap && (() => contact(world, 'lost')),
    contactLate: mayMishap && (() => contact(world, 'late')),
    arrive:
      underWay.length > 0 &&
      (async () => ({ ...world, underWay: [], bureau: booked(world.bureau, underWay[0] ?? '') })),
    store:
      heard[0] !== undefined &&
      (async () => run({ ...world, heard: heard.slice(1) }, posting, heard[0] as PostingCommand)),
    die: heard.length > 0 && mishaps > 0 && (async () => ({ ...world, heard: [], mishaps: mishaps - 1 })),
  };
  return Object.fromEntries(
    Object.entries(steps).filter(
      (entry): entry is [string, () => Promise<World>] => typeof entry[1] === 'function',
    ),
  );
};

/** Whether the bureau holds the month. */
export const isBooked = (world: World): boolean => Object.values(world.bureau).includes('booked');
/** Every event of payment, in no order. */
export const paymentEventsIn = ({ streams }: World): PaymentEvent[] =>
  Object.values(streams).flat().filter(paymentOrderEvents.has);
/** Where the posting stands. */
export const postingStatusIn = (world: World): string => postingIn(world)?.state.status ?? 'none';
