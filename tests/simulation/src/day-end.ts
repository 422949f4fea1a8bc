import { dayOf } from '@canbao/calendar';
import { entriesOf } from '@canbao/domain-payment';
import {
  caseEvents,
  cases,
  caseStream,
  deadlineOf,
  differenceOf,
  type CaseCommand,
  type DifferenceClass,
  type Evidence,
  type Ours,
  type Theirs,
} from '@canbao/domain-reconciliation';
import { execute, InMemoryEventStore } from '@canbao/event-sourcing';
import { fromFen, toFen, type Yuan } from '@canbao/money';
import type { Channel } from '@canbao/vocabulary';
import type { Bugs } from './bugs';
import type { Collected, History } from './history';
import type { Finding } from './invariants/finding';
import { paymentEvents } from './invariants/payment-events';
import { closingWithoutProof } from './mistaken-cases';
import type { World } from './world';

/** What a counter's first file has wrong about an item, on purpose. */
type Planted = 'left-out' | 'other-amount' | 'other-status' | 'added';
const classes: Readonly<Record<Planted, DifferenceClass>> = {
  'left-out': 'ours-only',
  'other-amount': 'amount',
  'other-status': 'status',
  added: 'channel-only',
};

interface Item {
  readonly reference: string;
  readonly channel: Channel;
  readonly collected?: Collected;
  /** As the counter's own book has it. */
  readonly truth?: Theirs;
  readonly ours?: Ours;
  readonly planted?: Planted;
  /** Whether the corrected file puts it right. */
  readonly mended: boolean;
}

/**
 * The days end: each counter sends a file with differences planted in it, and then a corrected one that puts
 * most of them right. Every difference is a case, and a case closes by a line that agrees, or not at all.
 */
export const endDays = async (world: World, history: History, bugs: Bugs): Promise<Finding[]> => {
  const store = new InMemoryEventStore();
  const decider = bugs.closesWithoutProof === true ? closingWithoutProof(cases) : cases;
  const at = world.clock.now();
  const act = (command: CaseCommand) =>
    execute(store, decider, command, {
      subject: command.caseId,
      recordedAt: at,
      metadata: { actor: 'day-end' },
    });
  const found: Finding[] = [];
  for (const item of itemsOf(world, history)) {
    const difference = differenceOf(inFirstFile(item), item.ours);
    const expected = item.planted && classes[item.planted];
    if (difference !== expected)
      found.push(`day end: ${item.reference} has the difference ${difference}, planted was ${expected}`);
    if (difference === undefined) continue;
    const caseId = item.reference;
    await act({
      type: 'OpenCase',
      caseId,
      kind: difference,
      subject: { reference: item.reference, channel: item.channel },
      amount: amountOf(item),
      cause: difference,
      owner: 'channel',
      openedAt: at,
      nextProbeAt: at,
      deadline: deadlineOf(difference, at),
      evidence: [],
    });
    const proof = proofOf(item);
    await act({ type: 'CloseCase', caseId, by: 'day-end', at, ...(proof === undefined ? {} : { proof }) });
    const events = (await store.load([caseStream(caseId)])).get(caseStream(caseId))?.events ?? [];
    found.push(...unproven(item, events.filter(caseEvents.has), proof));
  }
  return found;
};

/** A closed case names the line that proves it; one that nothing has explained is open. */
const unproven = (
  { reference }: Item,
  events: readonly { readonly type: string; readonly data: unknown }[],
  proof: Evidence | undefined,
): Finding[] => {
  if (!events.some(({ type }) => type === 'CaseOpened'))
    return [`day end: ${reference} differs and has no case`];
  const closed = events.find(({ type }) => type === 'CaseClosed');
  if (closed === undefined)
    return proof === undefined ? [] : [`day end: the case of ${reference} is open although it is explained`];
  const { proof: named } = closed.data as { proof: Evidence };
  return named.reference === proof?.reference
    ? []
    : [`day end: the case of ${reference} was closed without proof`];
};

const itemsOf = (world: World, { collections }: History): Item[] => {
  const { scheduler } = world;
  const booked = bookedOf(world);
  const items = collections.flatMap((collected): Item[] => {
    const { orderId: reference, channel, amount, paidAt, reversed } = collected;
    const ours = booked.get(reference);
    // What was never answered may or may not be booked: the counter reports it until it is.
    if (collected.answers.length === 0 || ours === undefined) return [];
    const isReversed = reversed || ours.isReversed;
    const truth = { amount, standing: isReversed ? 'reversed' : 'standing' } as const;
    const mended = scheduler.chance(0.8);
    const planted =
      isReversed || dayOf(paidAt) > dayOf(world.clock.now()) || !scheduler.chance(0.2)
        ? {}
        : { planted: scheduler.pick(['left-out', 'other-amount', 'other-status'] as const) };
    return [{ reference, channel, collected, truth, ours, mended, ...planted }];
  });
  const added = items.slice(0, 2).map(({ channel }): Item => {
    const mended = scheduler.chance(0.5);
    return { reference: scheduler.uuid(), channel, planted: 'added', mended };
  });
  return [...items, ...added];
};

/** By order, what the journal took in, and whether it was taken back. */
const bookedOf = (world: World): ReadonlyMap<string, Ours> => {
  const fen = new Map<string, bigint>();
  const reversed = new Set<string>();
  for (const event of paymentEvents(world)) {
    const { orderId } = event.data;
    if (event.type === 'CollectionReversed' || event.type === 'UnidentifiedReceiptReversed')
      reversed.add(orderId);
    else if (receipts.includes(event.type))
      for (const { account, amount } of entriesOf(event))
        if (account.startsWith('1001.')) fen.set(orderId, (fen.get(orderId) ?? 0n) + toFen(amount));
  }
  const ours = ([orderId, sum]: [string, bigint]): [string, Ours] => [
    orderId,
    { amount: fromFen(sum), isReversed: reversed.has(orderId), alsoReported: [] },
  ];
  return new Map([...fen].map(ours));
};
const receipts: readonly string[] = [
  'PaymentCaptured',
  'ReceiptKeptInSuspense',
  'MonthsKeptInSuspense',
  'UnidentifiedReceiptKept',
];

const strange: Yuan = fromFen(12_345n);

const inFirstFile = ({ truth, planted }: Item): Theirs | undefined => {
  if (planted === 'added') return { amount: strange, standing: 'standing' };
  if (truth === undefined || planted === 'left-out') return undefined;
  if (planted === 'other-amount') return { ...truth, amount: fromFen(toFen(truth.amount) + 1n) };
  return planted === 'other-status' ? { ...truth, standing: 'reversed' } : truth;
};

const amountOf = ({ ours }: Item): Yuan => ours?.amount ?? strange;

/** What the corrected file proves: a line that agrees now, or that the line is gone. */
const proofOf = ({ reference, planted, mended, ours }: Item): Evidence | undefined => {
  if (!mended) return undefined;
  return planted === 'added' || ours === undefined
    ? { kind: 'corrected-statement', reference: `the corrected file without ${reference}` }
    : { kind: 'statement-line', reference: `line of ${reference}`, amount: ours.amount };
};
