import { contractEvents } from '@canbao/contracts';
import { posting, type PostingEvent } from '@canbao/domain-ledger-sync';
import { postingsOf, type PaymentEvent } from '@canbao/domain-payment';
import { fromFen, sum, toFen, type Yuan } from '@canbao/money';
import type { History } from './clients';
import { account, serviceNames, stateOf, type World } from './world';

type Finding = string;
const groupsOf = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> =>
  Map.groupBy(items, keyOf);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What must hold when everything has come to rest (reliability §6); every finding names its invariant. */
export const findings = (world: World, history: History): Finding[] => [
  ...history.problems.map((problem) => `client: ${problem}`),
  ...world.faults,
  ...streams(world),
  ...topics(world),
  ...inboxes(world),
  ...money(world, history),
  ...answers(history),
  ...settled(world),
  ...obligations(world),
];

const streams = (world: World): Finding[] =>
  serviceNames.flatMap((name) => {
    const { log, streams: all } = world.tables[name];
    const ids = new Set(log.map(({ eventId }) => eventId));
    const positions = new Set(log.map(({ position }) => position));
    return [
      ...(ids.size === log.length && positions.size === log.length
        ? []
        : [`11: ${name} has an event id or position twice`]),
      ...[...all].flatMap(([stream, events]) =>
        same(
          events.map(({ version }) => version),
          events.map((_, index) => index + 1),
        )
          ? []
          : [`11: ${stream} has versions ${events.map(({ version }) => version).join(' ')}`],
      ),
    ];
  });

/** Topic ⊇ table, in the order of each stream; nothing foreign. */
const topics = (world: World): Finding[] => {
  const first = new Map<string, { stream: string; version: number }>();
  for (const log of world.broker.partitions.values()) {
    for (const { topic, value } of log) {
      const { id, stream, version } = JSON.parse(value) as { id: string; stream: string; version: number };
      if (!first.has(id)) first.set(id, { stream: `${topic}/${stream}`, version });
    }
  }
  const stored = serviceNames.flatMap((name) =>
    world.tables[name].log.filter(({ topic }) => topic !== undefined),
  );
  const known = new Set(stored.map(({ eventId }) => eventId));
  return [
    ...stored
      .filter(({ eventId }) => !first.has(eventId))
      .map(({ type, stream, version }) => `13: ${type} of ${stream} v${version} is not in its topic`),
    ...[...first.keys()]
      .filter((id) => !known.has(id))
      .map((id) => `13: the topics hold ${id}, which no table has`),
    ...[...groupsOf([...first.values()], ({ stream }) => stream)].flatMap(([stream, seen]) =>
      seen.every(({ version }, index) => index === 0 || version > (seen[index - 1]?.version ?? 0))
        ? []
        : [`13: ${stream} is out of order in its topic: ${seen.map(({ version }) => version).join(' ')}`],
    ),
  ];
};

const inboxes = (world: World): Finding[] =>
  serviceNames.flatMap((name) => {
    const { inbox, parked, blocked, cursors, relay, log } = world.tables[name];
    const consumed = serviceNames.flatMap((source) =>
      world.tables[source].log.filter(({ topic }) => topic !== undefined && world.consumes(name, topic)),
    );
    const last = new Map(
      consumed.map(({ topic, stream, version }) => [`${name}\n${topic}/${stream}`, version]),
    );
    return [
      ...[...inbox]
        .filter(([, times]) => times > 1)
        .map(([id, times]) => `14: ${name} handled ${id} ${times} times`),
      // An event that calls for nothing may lack its row when a crash came before it: the cursor has passed
      // it.
      ...consumed
        .filter(
          ({ eventId, topic, stream, version }) =>
            !inbox.has(eventId) && (cursors.get(`${name}\n${topic}/${stream}`) ?? 0) < version,
        )
        .map(({ type, stream, version }) => `14: ${name} never handled ${type} of ${stream} v${version}`),
      ...[...last]
        .filter(([at, version]) => cursors.get(at) !== version)
        .map(
          ([at, version]) =>
            `14: the cursor of ${at.replace('\n', ' ')} is ${cursors.get(at)}, not ${version}`,
        ),
      ...(parked.length + blocked.size === 0
        ? []
        : [`16: ${name} has parked ${parked.length}: ${[...blocked.values()].join('; ')}`]),
      ...(BigInt(relay.cursor) === log.reduce((most, { position }) => (position > most ? position : most), 0n)
        ? []
        : [`21: the relay of ${name} stands at ${relay.cursor}`]),
    ];
  });

const paymentEvents = (world: World): PaymentEvent[] => world.tables.payment.log as unknown as PaymentEvent[];

/** Channel money in = what the counters say; every report is in the books exactly once; the books balance. */
const money = (world: World, history: History): Finding[] => {
  const events = paymentEvents(world);
  const balances = new Map<string, bigint>();
  for (const { account: code, amount } of events.flatMap(postingsOf))
    balances.set(code, (balances.get(code) ?? 0n) + toFen(amount));
  const total = [...balances.values()].reduce((all, fen) => all + fen, 0n);
  const kept = history.collections.filter(({ reversed, answers }) => !reversed && answers.length > 0);
  const perChannel = groupsOf(kept, ({ channel }) => channel);
  const receipts = groupsOf(
    events.filter((event) => event.type === 'PaymentCaptured' || event.type === 'ReceiptKeptInSuspense'),
    (event) => (event.data as { channelTransactionNo: string }).channelTransactionNo,
  );
  return [
    ...(total === 0n ? [] : [`1: the trial balance is ${fromFen(total)}`]),
    ...[
      ...new Set([
        ...perChannel.keys(),
        ...[...balances.keys()].flatMap((code) => (code.startsWith('1001.') ? [code.slice(5)] : [])),
      ]),
    ].flatMap((channel) => {
      const said = sum((perChannel.get(channel as never) ?? []).map(({ amount }) => amount));
      const booked = fromFen(balances.get(`1001.${channel}`) ?? 0n);
      return said === booked ? [] : [`2: ${channel} took ${said}, the books say ${booked}`];
    }),
    ...history.collections.flatMap(({ transactionNo, reversed }) => {
      const times = receipts.get(transactionNo)?.length ?? 0;
      return times === 1 || (reversed && times === 0)
        ? []
        : [`2: ${transactionNo} is in the books ${times} times`];
    }),
    ...[...balances]
      .filter(([code, fen]) => code.startsWith('2') && fen > 0n)
      .map(([code, fen]) => `6: ${code} stands at ${fromFen(fen)} on the wrong side`),
    ...((balances.get('2900.captured') ?? 0n) === 0n ? [] : ['6: captured money has gone nowhere']),
  ];
};

/** The same key was answered the same each time. */
const answers = (history: History): Finding[] =>
  history.collections.flatMap(({ transactionNo, answers: given }) =>
    [...groupsOf(given, (answer) => answer.split(' ')[0] ?? '').values()].flatMap((same_) =>
      new Set(same_).size === 1
        ? []
        : [`17: ${transactionNo} was answered differently under one key: ${same_.join(' | ')}`],
    ),
  );

interface Paid {
  readonly personId: string;
  readonly insurance: 'pension' | 'medical';
  readonly month: string;
  readonly amount: Yuan;
}

/** Months that are paid now, from the order streams alone. */
const paidMonths = (world: World): Paid[] => {
  const reversed = new Set(
    paymentEvents(world).flatMap((event) =>
      event.type === 'SettlementReversed' ? [event.data.orderId] : [],
    ),
  );
  return paymentEvents(world).flatMap((event): Paid[] => {
    if (event.type === 'PensionMonthsSettled' && !reversed.has(event.data.orderId))
      return event.data.months.map(({ month, amount }) => ({
        personId: event.data.personId,
        insurance: 'pension',
        month,
        amount,
      }));
    if (event.type === 'BundleSettled' && !reversed.has(event.data.orderId))
      return [
        {
          personId: event.data.personId,
          insurance: 'medical',
          month: event.data.month,
          amount: event.data.total,
        },
      ];
    return [];
  });
};

/** A month is paid at most once, and the bureau's own book has every paid month exactly once, to the fen. */
const settled = (world: World): Finding[] => {
  const paid = groupsOf(
    paidMonths(world),
    ({ insurance, personId, month }) => `${insurance} ${personId} ${month}`,
  );
  const booked = (['pension', 'medical'] as const).flatMap((insurance) =>
    [...world.bureaus[insurance].books.values()]
      .filter(({ outcome, reversed }) => outcome === 'accepted' && !reversed)
      .map((booking) => ({ insurance, ...booking })),
  );
  return [
    ...[...paid].flatMap(([of, times]) =>
      times.length === 1 ? [] : [`7: ${of} is paid ${times.length} times`],
    ),
    ...[...paid].flatMap(([of, [first]]) => {
      const { insurance, personId, month, amount } = first as Paid;
      const held = world.bureaus[insurance].active(personId, month);
      return held.length === 1 && held[0]?.fen === Number(toFen(amount))
        ? []
        : [
            `8: ${of} is paid ${amount}; the bureau holds ${held.map(({ fen }) => fen).join(', ') || 'nothing'}`,
          ];
    }),
    ...booked
      .filter(({ insurance, personId, month }) => !paid.has(`${insurance} ${personId} ${month}`))
      .map(
        ({ insurance, personId, month }) =>
          `8: the bureau holds ${insurance} ${month} of ${personId}, which is not paid`,
      ),
  ];
};

/** What assessment and ledger-sync believe equals what payment knows. */
const obligations = (world: World): Finding[] => {
  const paid = paidMonths(world);
  const isPaid = (personId: string, insurance: string, month: string): boolean =>
    paid.some((one) => one.personId === personId && one.insurance === insurance && one.month === month);
  const accounts = [...world.tables.assessment.streams.keys()]
    .filter((stream) => stream.startsWith('contribution-account-'))
    .flatMap((stream) => {
      const [, personId = '', insurance = ''] =
        /^contribution-account-(.+)-(pension|medical)$/.exec(stream) ?? [];
      const believed = [...stateOf(world, 'assessment', account, stream).paidMonths].sort();
      const true_ = paid
        .filter((one) => one.personId === personId && one.insurance === insurance)
        .map(({ month }) => month)
        .sort();
      return same(believed, true_)
        ? []
        : [
            `15: assessment believes ${insurance} ${believed.join(' ') || 'nothing'} of ${personId} paid, payment ${true_.join(' ') || 'nothing'}`,
          ];
    });
  const postings = [...world.tables['ledger-sync'].streams]
    .filter(([stream]) => stream.startsWith('posting-'))
    .flatMap(([stream, events]) => {
      const { personId, insurance, month } = (events[0] as unknown as PostingEvent).data;
      const { status } = stateOf(world, 'ledger-sync', posting, stream);
      if (['requested', 'unknown', 'reversing'].includes(status)) return [`10: ${stream} is still ${status}`];
      return (status === 'posted') === isPaid(personId, insurance, month)
        ? []
        : [
            `8: ${stream} is ${status}, but the month is ${isPaid(personId, insurance, month) ? 'paid' : 'not paid'}`,
          ];
    });
  const foreign = paymentEvents(world).flatMap((event) =>
    event.type in contractEvents ? [`13: ${event.type} is stored as a contract event`] : [],
  );
  return [...accounts, ...postings, ...foreign];
};
