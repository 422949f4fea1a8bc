import { toFen, yuan } from '@canbao/money';
import { banks } from '@canbao/vocabulary';
import { billPlays } from './bills';
import { comparison, journalDiffers } from './compare';
import { counterPlays } from './counter';
import { playedDays } from './day-end';
import { debitPlays } from './debit';
import { onlinePlays } from './online';
import { play, scenarios, type ChannelPlays, type Row } from './play';
import { Rig, yuanOf, type Credentials } from './rig';

export { scenarios } from './play';

/** What the program found. */
export interface Report {
  readonly rows: readonly Row[];
  /** Where the money is: accounts of the journal with a balance, in fen, debit above zero. */
  readonly accounts: readonly (readonly [code: string, fen: bigint])[];
  /** Sentences about what does not agree; none when every fen is explained. */
  readonly differences: readonly string[];
}

/** What is played; all of it when left out. */
export interface Wanted {
  readonly channels?: readonly string[];
  readonly scenarios?: readonly string[];
  /** A counter that takes 1,000.00 which nobody is told of: the program has to find it. */
  readonly plant?: string;
  /** Told of each row as soon as it is there. */
  readonly tell?: (row: Row) => void;
}

const counters = [...banks, 'tax-desk'] as const;
/** The channels, by name. */
export const channelNames = ['wechat', 'alipay', 'wechat-bills', ...counters, 'batch-debit'] as const;

const playsOf = (rig: Rig, name: (typeof channelNames)[number]): ChannelPlays => {
  switch (name) {
    case 'wechat':
    case 'alipay':
      return onlinePlays(rig, name);
    case 'wechat-bills':
      return billPlays(rig);
    case 'batch-debit':
      return debitPlays(rig);
    default:
      return counterPlays(rig, name);
  }
};

const begin = '2022-05-18T10:00:00+08:00';

/**
 * Plays every scenario at every channel against a stack that runs, all channels at the same time under one
 * clock, and compares three books: what the counterpart says it holds, what the scenarios say they moved,
 * and our journal.
 */
export const playChannels = async (credentials: Credentials, wanted: Wanted = {}): Promise<Report> => {
  const rig = new Rig(credentials);
  const isWanted = (list: readonly string[] | undefined, name: string): boolean =>
    list?.includes(name) ?? true;
  const channels = channelNames.filter((name) => isWanted(wanted.channels, name));
  // A payer may act for so many persons: the mishaps are played by themselves, where they are named.
  const played = scenarios.filter((name) => wanted.scenarios?.includes(name) ?? name !== 'mishaps');
  const before = await bookedOf(rig, channels);
  const outcomes = await rig.stage.play(
    begin,
    channels.map((name) => () => playOne(rig, name, played, wanted)),
  );
  const [balances, after] = [await rig.balances(), await bookedOf(rig, channels)];
  const differences = outcomes.flatMap(({ channel, rows, held }) =>
    comparison({ channel, rows, held, booked: (after.get(channel) ?? 0n) - (before.get(channel) ?? 0n) }),
  );
  await rig.clock(null);
  return {
    rows: outcomes.flatMap(({ rows }) => rows),
    accounts: [...balances].filter(([, fen]) => fen !== 0n),
    differences: [...differences, ...journalDiffers(balances)],
  };
};

/** What our books have of each channel: what it holds for us, and what the treasury has received from it. */
const bookedOf = async (rig: Rig, channels: readonly string[]): Promise<ReadonlyMap<string, bigint>> => {
  const balances = await rig.balances();
  const booked = channels.map((name): [string, bigint] => [name, balances.get(`1001.${name}`) ?? 0n]);
  const received = new Map<string, bigint>();
  for (const day of playedDays)
    for (const { channel, inTreasury } of await rig.reported(day))
      received.set(channel, (received.get(channel) ?? 0n) + toFen(yuan(inTreasury)));
  return new Map(booked.map(([name, fen]) => [name, fen + (received.get(name) ?? 0n)]));
};

const playOne = async (
  rig: Rig,
  name: (typeof channelNames)[number],
  played: readonly (typeof scenarios)[number][],
  { plant, tell }: Wanted,
) => {
  const channel = playsOf(rig, name);
  const before = await channel.held();
  const rows: Row[] = [];
  for (const scenario of played) {
    const row = await play(channel, scenario);
    tell?.(row);
    rows.push(row);
  }
  if (plant === name) await channel.keepSilent?.();
  return { channel: name, rows, held: (await channel.held()) - before };
};

/** The table for people, where the money is, and the sentence at the end. */
export const reportText = ({ rows, accounts, differences }: Report): string => {
  const lines = rows.map(({ channel, scenario, result, what, fen }) =>
    [channel.padEnd(13), scenario.padEnd(22), result.padEnd(11), yuanOf(fen).padStart(10), ` ${what}`].join(
      ' ',
    ),
  );
  const where = accounts.map(([code, fen]) => `${code.padEnd(40)} ${yuanOf(fen).padStart(14)}`);
  const total = rows.reduce((sum, { fen }) => sum + fen, 0n);
  const end =
    differences.length === 0
      ? `Every fen explained: ${yuanOf(total)} yuan booked. Trial balance 0.00, 0 unexplained.`
      : `${differences.length} differences:\n${differences.map((sentence) => `- ${sentence}`).join('\n')}`;
  return [...lines, '', ...where, '', end, ''].join('\n');
};
