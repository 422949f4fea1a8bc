import type { Month } from '@canbao/calendar';
import { entriesOf, paymentOrderEvents, type AdjustedMonth, type PaymentEvent } from '@canbao/domain-payment';
import { fromFen, negate, sum, toFen, type Yuan } from '@canbao/money';
import type { History } from '../history';
import { account } from '../services';
import { runsIn } from '../true-ups/true-up-job';
import { stateOf, type World } from '../world';
import type { Finding } from './finding';
import { paidAdditions, paymentEvents } from './payment-events';

/** The final limits of the year, in yuan, as its notice has them: the arithmetic here is its own. */
const final = { year: '2022', lower: 3980, upper: 18_000, rate: 0.2 };

/**
 * Whoever has paid months under provisional limits is adjusted to the final ones, exactly once for each order
 * that pays a month: what was paid, with what is added, without what goes back, is what the limits ask. The
 * dead are not adjusted. An addition is owed or paid beside its month and never without it, and nothing goes
 * back twice.
 */
export const trueUps = (world: World, history: History): Finding[] => {
  if (!world.playsTrueUps) return [];
  const months = paidUnderLimits(world);
  const adjusted = adjustedMonths(world);
  return [
    ...runsComeOut(world),
    ...adjusted.flatMap((month) => asLimitsAsk(month, months)),
    ...eachOnce(months, adjusted, history),
    ...notWhoIsGone(world),
    ...beside(world, months, adjusted),
    ...goneBackOnce(world, months, adjusted),
  ];
};

/** A pension month as one order has paid it; amounts in yuan. */
interface PaidByOrder {
  readonly personId: string;
  readonly month: Month;
  readonly orderId: string;
  readonly base: Yuan;
  readonly amount: Yuan;
  /** Whether the order still pays it. */
  readonly stands: boolean;
}

interface OfOrder {
  readonly personId: string;
  readonly month: string;
  readonly orderId: string;
}
const nameOf = ({ personId, month, orderId }: OfOrder): string => `${month} of ${personId} by ${orderId}`;

const paidUnderLimits = (world: World): ReadonlyMap<string, PaidByOrder> => {
  const paid = new Map<string, PaidByOrder>();
  for (const { type, data } of paymentEvents(world)) {
    if (type === 'PensionMonthsSettled')
      for (const { month, base, amount } of data.months) {
        const { personId, orderId } = data;
        const one = { personId, month, orderId, base, amount, stands: true };
        if (month.startsWith(final.year)) paid.set(nameOf(one), one);
      }
    if (type === 'SettlementReversed')
      for (const month of data.months) {
        const one = paid.get(nameOf({ ...data, month }));
        if (one !== undefined) paid.set(nameOf(one), { ...one, stands: false });
      }
  }
  return paid;
};

type Adjusted = AdjustedMonth & { readonly personId: string; readonly runId: string };

const adjustedMonths = (world: World): Adjusted[] =>
  assessedIn(world).flatMap(({ personId, runId, months }) =>
    months.map((month) => ({ ...month, personId, runId })),
  );

const assessedIn = ({ tables }: World) =>
  tables.payment.log
    .filter(paymentOrderEvents.has)
    .flatMap(({ type, data }) => (type === 'TrueUpsAssessed' ? [data] : []));

/** Every run is over, and says of itself what it has done. */
const runsComeOut = (world: World): Finding[] =>
  runsIn(world.tables.payment).flatMap(({ status, sums, opened }) => {
    const name = `true-ups: run ${opened?.runId ?? '-'}`;
    if (status !== 'completed') return [`${name} is ${status}`];
    const own = assessedIn(world).filter(({ runId }) => runId === opened?.runId);
    return (['charge', 'refund'] as const).flatMap((direction) => {
      const done = sum(own.map((assessed) => assessed[direction]));
      return done === sums?.[direction] && sums.people === own.length
        ? []
        : [`${name} says ${direction} ${sums?.[direction]} of ${sums?.people}, not ${done} of ${own.length}`];
    });
  });

/** Positive where the final limits ask for more than was paid. */
const missingFen = ({ base, amount }: PaidByOrder): bigint => {
  const due = Math.min(Math.max(Number(base), final.lower), final.upper);
  return BigInt(Math.round(due * final.rate * 100)) - toFen(amount);
};

const asLimitsAsk = (
  { direction, amount, ...month }: Adjusted,
  months: ReadonlyMap<string, PaidByOrder>,
): Finding[] => {
  const paid = months.get(nameOf(month));
  const name = `true-ups: ${nameOf(month)}`;
  if (paid === undefined) return [`${name} was never paid, and is adjusted`];
  const missing = missingFen(paid);
  const changed = direction === 'charge' ? toFen(amount) : -toFen(amount);
  return missing === changed
    ? []
    : [`${name}: ${direction} ${amount}, but ${fromFen(missing)} is missing to its limits`];
};

/** The last run came when all was at rest: whom it has left out, it has left out for good. */
const eachOnce = (
  months: ReadonlyMap<string, PaidByOrder>,
  adjusted: readonly Adjusted[],
  { deaths, left }: History,
): Finding[] => {
  const times = Map.groupBy(adjusted, nameOf);
  const isGone = (personId: string): boolean => (deaths.get(personId) ?? []).length > 0 || left.has(personId);
  return [
    ...[...times].flatMap(([name, { length }]) =>
      length === 1 ? [] : [`true-ups: ${name} is adjusted ${length} times`],
    ),
    ...[...months.values()]
      .filter((paid) => paid.stands && missingFen(paid) !== 0n && !isGone(paid.personId))
      .filter((paid) => !times.has(nameOf(paid)))
      .map((paid) => `true-ups: ${nameOf(paid)} is outside its limits and was never adjusted`),
  ];
};

/** Nobody is adjusted whose death, or leaving, payment has heard of by then. */
const notWhoIsGone = ({ tables }: World): Finding[] => {
  const [dead, left] = [new Set<string>(), new Set<string>()];
  const note = (gone: Set<string>, personId: string, isGone: boolean): unknown =>
    isGone ? gone.add(personId) : gone.delete(personId);
  return tables.payment.log.filter(paymentOrderEvents.has).flatMap(({ type, data }): Finding[] => {
    if (type === 'DeathNoted') note(dead, data.personId, data.diedOn !== undefined);
    if (type === 'EnrolmentsNoted' && data.insurance === 'pension')
      note(left, data.personId, data.left !== undefined);
    if (type !== 'TrueUpsAssessed') return [];
    return [
      ...(dead.has(data.personId) ? [`true-ups: ${data.personId} is adjusted and was dead`] : []),
      ...(left.has(data.personId) ? [`true-ups: ${data.personId} is adjusted and had left`] : []),
    ];
  });
};

/**
 * Assessment knows of each addition whose month still stands whether it is paid, as payment's books have it;
 * of a month whose money went back, nothing is added, owed or paid.
 */
const beside = (
  world: World,
  months: ReadonlyMap<string, PaidByOrder>,
  adjusted: readonly Adjusted[],
): Finding[] => {
  const paid = Map.groupBy(paidAdditions(world), ({ personId, month }) => `${month} of ${personId}`);
  const charged = adjusted.filter(
    (month) => month.direction === 'charge' && months.get(nameOf(month))?.stands === true,
  );
  const due = new Map<string, Adjusted>(
    charged.map((month) => [`${month.month} of ${month.personId}`, month]),
  );
  const told = new Map<string, { readonly orderId: string; readonly amount: Yuan; readonly paidBy?: string }>(
    [...new Set(adjusted.map(({ personId }) => personId))].flatMap((personId) =>
      Object.values(
        stateOf(world, 'assessment', account, `contribution-account-${personId}-pension`).trueUps,
      ).map((known) => [`${known.month} of ${personId}`, known] as const),
    ),
  );
  return [
    ...[...paid].flatMap(([name, times]) => {
      const asked = due.get(name);
      if (asked === undefined) return [`true-ups: an addition to ${name} is paid, and the month is not`];
      return times.length === 1 && times[0]?.amount === asked.amount
        ? []
        : [`true-ups: added to ${name} is ${sum(times.map(({ amount }) => amount))}, not ${asked.amount}`];
    }),
    ...[...due].flatMap(([name, { orderId, amount }]) => {
      const known = told.get(name);
      const [payer] = paid.get(name) ?? [];
      if (known?.amount !== amount || known.orderId !== orderId)
        return [`true-ups: to ${name} ${amount} is added, assessment has ${known?.amount}`];
      return known.paidBy === payer?.orderId
        ? []
        : [`true-ups: what is added to ${name} is paid by ${payer?.orderId}, assessment has ${known.paidBy}`];
    }),
    ...[...told.keys()]
      .filter((name) => !due.has(name))
      .map((name) => `true-ups: assessment has an addition to ${name}, which is not paid`),
  ];
};

type Decided = Extract<PaymentEvent, { type: 'RefundDecided' }>['data'];

const decidedIn = (world: World): Decided[] =>
  world.tables.payment.log
    .filter(paymentOrderEvents.has)
    .flatMap(({ type, data }) => (type === 'RefundDecided' ? [data] : []));

/** Of no month more goes back than it was paid; of one that stands, what was above its limits, once. */
const goneBackOnce = (
  world: World,
  months: ReadonlyMap<string, PaidByOrder>,
  adjusted: readonly Adjusted[],
): Finding[] => {
  const above = new Map(
    adjusted.filter(({ direction }) => direction === 'refund').map((month) => [nameOf(month), month.amount]),
  );
  return [...months].flatMap(([name, { personId, month, orderId, amount, stands }]) => {
    const parts = decidedIn(world)
      .filter((decided) => decided.personId === personId && decided.insurance === 'pension')
      .flatMap(({ months: whole, trueUps: own = [], corrections = [] }) => [
        ...[...whole, ...own].filter((each) => each.month === month && each.orderIds.includes(orderId)),
        ...corrections.filter((each) => each.month === month && each.orderId === orderId),
      ]);
    const back = sum(parts.map((part) => part.amount));
    const most = stands ? (above.get(name) ?? ('0.00' as Yuan)) : amount;
    return toFen(back) > toFen(most) || (!stands && parts.length > 0 && back !== amount)
      ? [`true-ups: of ${name} ${back} goes back, not ${most}`]
      : [];
  });
};

/** What the bureau of pensions is to hold beside the months that stand: additions, and negative ones. */
export const bookedBeside = (world: World) => {
  const stands = paidUnderLimits(world);
  const corrections = decidedIn(world).flatMap(({ personId, corrections: own = [] }) =>
    own
      .filter((correction) => stands.get(nameOf({ ...correction, personId }))?.stands === true)
      .map(({ month, amount }) => ({ personId, month, amount: negate(amount) })),
  );
  const added = { insurance: 'pension', item: 'pension-true-up' } as const;
  return [...paidAdditions(world), ...corrections].map(({ personId, month, amount }) => ({
    personId,
    month,
    amount,
    ...added,
  }));
};

/** What a decision is to take out of the funds beside whole months: paid additions, and parts of months. */
export const fundsBeside = (
  world: World,
  { personId, trueUps: own = [], corrections = [] }: Decided,
): { readonly account: string; readonly amount: Yuan }[] => [
  ...own.flatMap(({ month, orderIds }) =>
    paymentEvents(world).flatMap((event) => {
      if (event.type !== 'TrueUpsSettled' || !orderIds.includes(event.data.orderId)) return [];
      const months = event.data.months.filter((each) => each.month === month);
      return entriesOf({ type: event.type, data: { ...event.data, months } }).filter(isFund);
    }),
  ),
  ...own.flatMap(({ month, orderIds }) =>
    decidedIn(world)
      .filter((decided) => decided.personId === personId)
      .flatMap((decided) => decided.corrections ?? [])
      .filter((earlier) => earlier.month === month && orderIds.includes(earlier.orderId))
      .flatMap(creditsOf)
      .map(({ account: fund, amount }) => ({ account: fund, amount: negate(amount) })),
  ),
  ...corrections.flatMap(creditsOf),
];

const isFund = ({ account: name }: { readonly account: string }): boolean => name.startsWith('2101.');

const fundOf: Readonly<Record<string, string>> = {
  pooledFund: '2101.pension.pooled-fund',
  personalAccount: '2101.pension.personal-account',
};

/** The parts of a correction, as the settlement of its month would have credited them. */
const creditsOf = ({ parts = {} }: { readonly parts?: Readonly<Record<string, Yuan>> }) =>
  Object.entries(parts).map(([part, amount]) => ({ account: fundOf[part] ?? part, amount: negate(amount) }));
