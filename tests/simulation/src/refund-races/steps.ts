import {
  contactBureau,
  hasWork,
  posting,
  subscriptions as ofLedgerSync,
  type Bureau,
  type PostingCommand,
} from '@canbao/domain-ledger-sync';
import { paymentOrder, refund, subscriptions as ofPayment, type RefundCommand } from '@canbao/domain-payment';
import type { Decider, Event } from '@canbao/event-sourcing';
import {
  amount,
  at,
  deliver,
  month,
  obligation,
  orderId,
  postingIn,
  refundId,
  refundIn,
  run,
  type World,
} from './race';

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
