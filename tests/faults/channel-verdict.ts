/** Money that a counterpart says it has taken for us, in its own books. Amounts in fen. */
export interface Taken {
  readonly channel: string;
  readonly no: string;
  readonly fen: number;
  /** Taken back at the counter: it holds nothing of it any more. */
  readonly isReversed: boolean;
}
/** Money that it says it has given back, under the number that we gave it. */
export interface GivenBack {
  readonly channel: string;
  readonly no: string;
  readonly fen: number;
}
/** The same money as our events have it. */
export interface Ours {
  readonly receipts: readonly Omit<Taken, 'isReversed'>[];
  readonly refunds: readonly GivenBack[];
  /** Fen by account, debit above zero. */
  readonly balances: ReadonlyMap<string, number>;
}
export interface Theirs {
  readonly taken: readonly Taken[];
  readonly givenBack: readonly GivenBack[];
}

/**
 * Every fen of the counterparts' own books is in ours, each once, and nothing else is: money taken, money
 * given back, and what each channel holds for us.
 */
export const channelFaults = (channels: readonly string[], theirs: Theirs, ours: Ours): string[] => [
  ...onceEach('taken', theirs.taken, ours.receipts),
  ...onceEach('given back', theirs.givenBack, ours.refunds),
  ...channels.flatMap((channel) => {
    const account = `1001.${channel}`;
    const isIts = (one: { readonly channel: string }): boolean => one.channel === channel;
    const held =
      sumOf(theirs.taken.filter(isIts).filter(({ isReversed }) => !isReversed)) -
      sumOf(theirs.givenBack.filter(isIts));
    const booked = ours.balances.get(account) ?? 0;
    return held === booked ? [] : [`${account} is ${booked} fen, and ${channel} holds ${held}`];
  }),
  ...[...ours.balances]
    .filter(([code, fen]) => (code === '2900.captured' ? fen !== 0 : code.startsWith('2') && fen > 0))
    .map(([code, fen]) => `${code} is ${fen} fen at rest`),
];

/** What a reversal has overtaken need not be a receipt of ours. */
const onceEach = (
  what: string,
  theirs: readonly (GivenBack & { readonly isReversed?: boolean })[],
  ours: readonly GivenBack[],
): string[] => {
  const nameOf = ({ channel, no }: GivenBack): string => `${channel} ${no}`;
  const booked = Map.groupBy(ours, nameOf);
  const known = new Set(theirs.map(nameOf));
  return [
    ...theirs.flatMap((one) => {
      const found = booked.get(nameOf(one)) ?? [];
      if (found.length === 0 && one.isReversed === true) return [];
      if (found.length !== 1)
        return [`${nameOf(one)}: ${one.fen} fen were ${what}, and are booked ${found.length} times`];
      const [{ fen } = { fen: 0 }] = found;
      return fen === one.fen ? [] : [`${nameOf(one)}: ${one.fen} fen were ${what}, and ${fen} are booked`];
    }),
    ...ours
      .filter((one) => !known.has(nameOf(one)))
      .map(
        (one) => `${nameOf(one)}: ${one.fen} fen are booked as ${what}, and the channel knows nothing of it`,
      ),
  ];
};

const sumOf = (all: readonly { readonly fen: number }[]): number =>
  all.reduce((sum, { fen }) => sum + fen, 0);
