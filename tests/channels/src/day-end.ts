import { toFen, yuan } from '@canbao/money';
import type { Played } from './play';
import { must, yuanOf, type Rig } from './rig';

/** The classes of a difference: 长款, 短款, another amount, another state, two reports under one number. */
export const classes = ['channel-only', 'ours-only', 'amount', 'status', 'conflict'] as const;
export type DifferenceClass = (typeof classes)[number];

/** What the day end of a channel is played with. */
export interface DayEndOf {
  readonly channel: string;
  /** Takes 1,000.00 for each, plain or so that the statement of the day will differ about it by the class. */
  readonly take: (planted: readonly (DifferenceClass | undefined)[]) => Promise<void>;
  /** Classes that the channel cannot have, and why. */
  readonly cannot: Readonly<Partial<Record<DifferenceClass, string>>>;
  /** Brings the statement of a day; an online channel's is fetched by the platform. */
  readonly bring: (day: string) => Promise<void>;
  /** Has what is not whole refused. Returns what was. */
  readonly refused: (day: string) => Promise<string>;
}

const fen = 100_000n;
/** Of the scenarios; the day with planted differences; an empty one; two when statements are there. */
const [first, planted, empty] = ['2022-05-18', '2022-05-19', '2022-05-20'] as const;
/** The days on which money is taken. */
export const playedDays = [first, planted] as const;
/** By then the treasury has received it: at most five working days after it was told. */
const received = '2022-06-02T10:00:00+08:00';
const causes: Readonly<Record<DifferenceClass, string>> = {
  'channel-only': '长款',
  'ours-only': '短款',
  amount: '金额不符',
  status: '状态不符',
  conflict: '重复流水',
};

/**
 * The day end of a channel. One day has a difference of each class: each becomes a case with cause, owner and
 * deadline; operators close one by a proof, the statement that comes corrected closes the others.
 */
export const playDayEnd = async (rig: Rig, of: DayEndOf): Promise<Played> => {
  const possible = classes.filter((one) => of.cannot[one] === undefined);
  await rig.stage.until(`${planted}T10:00:00+08:00`);
  await of.take([undefined, ...possible]);
  await rig.stage.until(`${empty}T10:05:00+08:00`);
  const refused = await of.refused(first);
  await of.bring(first);
  await of.bring(planted);
  const found = await matched(rig, of.channel, planted, ({ differences }) =>
    possible.every((one) => differences[one]?.count === 1),
  );
  must(Object.keys(found.differences).length === possible.length, 'each class is found once', found);

  await rig.stage.until('2022-05-21T10:05:00+08:00');
  await of.bring(empty);
  const opened = await rig.untilHas('each difference is a case', async () => {
    const cases = await rig.cases(of.channel, planted);
    return possible.every((one) => cases.some(({ kind }) => kind === one)) ? cases : undefined;
  });
  for (const one of opened) isExplained(one);
  const byOperators = await closeConflict(rig, opened);

  await rig.stage.until('2022-05-21T11:00:00+08:00');
  await of.bring(planted);
  for (const day of [first, planted, empty])
    await matched(rig, of.channel, day, ({ status }) => status === 'closed');
  const closed = await rig.untilHas('every case is closed', async () => {
    const cases = await rig.cases(of.channel, planted);
    return cases.every(({ status }) => status === 'closed') ? cases : undefined;
  });
  for (const { kind, proof } of closed) must(proof?.reference !== undefined, `${kind} is closed by a proof`);
  for (const day of playedDays) await reported(rig, of.channel, day);
  await inTreasury(rig, of.channel);
  const proofs = closed.map(({ kind, proof }) => `${kind} by ${proof?.kind}`).toSorted();
  const cannot = Object.entries(of.cannot).map(([one, because]) => `no ${one}: ${because}`);
  const what = [
    refused,
    ...proofs,
    '入库 in full',
    ...(byOperators ? ['conflict by two operators'] : []),
    ...cannot,
  ];
  return { what: what.join('; '), fen: fen * BigInt(possible.length + 1) };
};

/** What the funds are owed is told to the treasury, and received by it (入库). */
const inTreasury = async (rig: Rig, channel: string): Promise<void> => {
  const own = async (): Promise<readonly any[]> =>
    (await Promise.all(playedDays.map((day) => rig.reported(day)))).flat().filter(isOf(channel));
  await rig.untilHas('the treasury is told of what the funds are owed', async () => {
    const { body } = await rig.outside('GET', '/treasury/receipts');
    const told = body.items.filter(isOf(channel)).map((item: any) => BigInt(item.fen));
    const owed = (await own()).map(({ toFunds }) => toFen(yuan(toFunds)));
    return sumOf(told) === sumOf(owed) ? true : undefined;
  });
  await rig.stage.until(received);
  await rig.untilHas('the treasury has received what the funds are owed', async () => {
    const rows = await own();
    return rows.every((row) => row.inTreasury === row.toFunds) ? true : undefined;
  });
};

const isOf =
  (channel: string) =>
  (row: any): boolean =>
    row.channel === channel;
const sumOf = (all: readonly bigint[]): bigint => all.reduce((sum, fen) => sum + fen, 0n);

/** A case says what it is about, who acts next, and until when. */
const isExplained = (one: any): void => {
  must(one.cause.startsWith(causes[one.kind as DifferenceClass]), `${one.kind} has a cause`, one);
  must(['channel', 'operator', 'system'].includes(one.owner), `${one.kind} has an owner`, one);
  must(one.deadline > one.openedAt, `${one.kind} has a deadline`, one);
};

/** What is left to people: the bank's letter says which report was right. False where there is none. */
const closeConflict = async (rig: Rig, cases: readonly any[]): Promise<boolean> => {
  const conflict = cases.find(({ kind, status }) => kind === 'conflict' && status === 'open');
  if (conflict === undefined) return false;
  const { operator, secondOperator } = rig.tokens;
  const proof = { kind: 'adjustment', reference: `letter ${conflict.reference}`, amount: conflict.amount };
  const act = (body: object) =>
    rig.call(operator, 'POST', `/v1/cases/${conflict.caseId}/actions`, { action: 'close', ...body });
  const without = await act({ proof: { ...proof, kind: 'treasury-receipt' }, because: 'no proof' });
  must(without.status >= 400, 'nothing else closes it', without.body);
  const proposed = await act({ proof, because: 'the bank has written' });
  must(proposed.status === 200, 'an operator proposes to close it', proposed.body);
  const approval = `/v1/operations/payment/proposals/${proposed.body.proposal.proposalId}/approval`;
  const own = await rig.call(operator, 'POST', approval, {});
  must(own.status >= 400, 'nobody approves what they have proposed', own.body);
  const approved = await rig.call(secondOperator, 'POST', approval, {});
  must(approved.body.status === 'done', 'another operator closes it', approved.body);
  return true;
};

/** The day once it is as it should be. */
const matched = (rig: Rig, channel: string, day: string, isSo: (body: any) => boolean): Promise<any> =>
  rig.until(
    `${channel}, ${day}, is matched`,
    () => rig.call(rig.tokens.operator, 'GET', `/v1/reconciliations/${channel}/${day}`),
    (body) => body.differences !== undefined && isSo(body),
    120_000,
  );

/** The report of the day has the channel, and nothing of it is unexplained. */
const reported = async (rig: Rig, channel: string, day: string): Promise<void> => {
  const row = (await rig.reported(day)).find((one) => one.channel === channel);
  must(row?.unexplained === yuanOf(0n), `every fen of ${day} is explained`, row);
  must(row.theirs.amount === row.ours.amount, `both sides have the same of ${day}`, row);
};
