import { counterPlays } from './counter';
import { onlinePlays } from './online';
import { play, scenarios, type ChannelPlays, type Row } from './play';
import { Rig, yuanOf, type Credentials } from './rig';

/** What the program found. */
export interface Report {
  readonly rows: readonly Row[];
  /** Sentences about what does not agree; none when every fen is explained. */
  readonly differences: readonly string[];
}

/** The channels that are connected, by name. */
const channelsOf = (rig: Rig): readonly ChannelPlays[] => [
  onlinePlays(rig, 'wechat'),
  onlinePlays(rig, 'alipay'),
  counterPlays(rig, 'ccb'),
  counterPlays(rig, 'tax-desk'),
];

/**
 * Plays every scenario at every channel against a stack that runs, and compares three books: what the
 * counterpart says it holds, what the scenarios say they moved, and our journal.
 */
export const playChannels = async (
  credentials: Credentials,
  wanted: { readonly channels?: readonly string[]; readonly scenarios?: readonly string[] } = {},
): Promise<Report> => {
  const rig = new Rig(credentials);
  const rows: Row[] = [];
  const differences: string[] = [];
  const isWanted = (list: readonly string[] | undefined, name: string): boolean =>
    list?.includes(name) ?? true;
  for (const channel of channelsOf(rig).filter(({ channel: name }) => isWanted(wanted.channels, name))) {
    const account = `1001.${channel.channel}`;
    const [before, heldBefore] = [(await rig.balances()).get(account) ?? 0n, await channel.held()];
    const own: Row[] = [];
    for (const scenario of scenarios.filter((name) => isWanted(wanted.scenarios, name))) {
      await rig.clock('2022-05-18T10:00:00+08:00');
      own.push(await play(channel, scenario));
    }
    rows.push(...own);
    const booked = ((await rig.balances()).get(account) ?? 0n) - before;
    const [held, moved] = [(await channel.held()) - heldBefore, own.reduce((sum, { fen }) => sum + fen, 0n)];
    differences.push(
      ...own
        .filter(({ result }) => result === 'DIFFERENCE')
        .map(({ scenario, what }) => `${channel.channel}, ${scenario}: ${what}`),
      ...(booked === held ? [] : [`${account} is ${yuanOf(booked)}, the counterpart holds ${yuanOf(held)}`]),
      ...(booked === moved ? [] : [`${account} is ${yuanOf(booked)}, the scenarios moved ${yuanOf(moved)}`]),
    );
  }
  await rig.clock(null);
  return { rows, differences: [...differences, ...(await booksDiffer(rig))] };
};

/** The journal of itself: zero in all, nothing captured that has no place, no fund below zero. */
const booksDiffer = async (rig: Rig): Promise<string[]> => {
  const balances = await rig.balances().catch((error: Error) => error.message);
  if (typeof balances === 'string') return [balances];
  const captured = balances.get('2900.captured') ?? 0n;
  const wrong = [...balances].filter(([code, fen]) => code.startsWith('2') && fen > 0n);
  return [
    ...(captured === 0n ? [] : [`${yuanOf(captured)} are captured and have no place`]),
    ...wrong.map(([code, fen]) => `${code} owes less than nothing: ${yuanOf(fen)}`),
  ];
};

/** The table for people, and the sentence at its end. */
export const reportText = ({ rows, differences }: Report): string => {
  const lines = rows.map(({ channel, scenario, result, what, fen }) =>
    [channel.padEnd(13), scenario.padEnd(22), result.padEnd(11), yuanOf(fen).padStart(10), ` ${what}`].join(
      ' ',
    ),
  );
  const total = rows.reduce((sum, { fen }) => sum + fen, 0n);
  const end =
    differences.length === 0
      ? `Every fen explained: ${yuanOf(total)} yuan booked. Trial balance 0.00, 0 unexplained.`
      : `${differences.length} differences:\n${differences.map((sentence) => `- ${sentence}`).join('\n')}`;
  return [...lines, '', end, ''].join('\n');
};
