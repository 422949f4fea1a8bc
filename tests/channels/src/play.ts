import { Difference } from './rig';

/** The scenarios of every channel. */
export const scenarios = [
  'pay',
  'duplicate',
  'forged',
  'unknown then resolved',
  'late',
  'closed then paid',
  'refund',
  'reversal',
  'mishaps',
  'day end',
] as const;
export type Scenario = (typeof scenarios)[number];

/** What came of a scenario: what happened, and the fen that the channel holds more for us than before. */
export interface Played {
  readonly what: string;
  readonly fen: bigint;
}
/** A scenario that a channel cannot have, and why. */
export interface NotApplicable {
  readonly because: string;
}

/** A channel: how each scenario is played there. */
export interface ChannelPlays {
  readonly channel: string;
  readonly plays: Readonly<Record<Scenario, (() => Promise<Played>) | NotApplicable>>;
  /** Fen that the counterpart itself says that it took for us, less what it gave back. */
  readonly held: () => Promise<bigint>;
  /** Takes 1,000.00 of which the platform is never told. */
  readonly keepSilent?: () => Promise<void>;
}

/** A row of the table. */
export interface Row {
  readonly channel: string;
  readonly scenario: string;
  /** `-`: the channel cannot have it; `what` says why. */
  readonly result: 'ok' | '-' | 'DIFFERENCE';
  readonly what: string;
  readonly fen: bigint;
}

/** Plays a scenario; a difference is a row of the table, not the end. */
export const play = async ({ channel, plays }: ChannelPlays, scenario: Scenario): Promise<Row> => {
  const one = plays[scenario];
  const row = { channel, scenario };
  if ('because' in one) return { ...row, result: '-', what: one.because, fen: 0n };
  try {
    const { what, fen } = await one();
    return { ...row, result: 'ok', what, fen };
  } catch (error) {
    const what = error instanceof Difference ? error.message : String(error);
    return { ...row, result: 'DIFFERENCE', what, fen: 0n };
  }
};
