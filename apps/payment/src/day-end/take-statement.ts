import type { Client } from 'pg';
import type { Instant } from '@canbao/calendar';
import { DayFileRefused } from '@canbao/channels';
import type { StatementLine } from '@canbao/domain-payment';
import { channelDay } from '@canbao/domain-reconciliation';
import { alone, type Database } from '@canbao/postgres';
import type { Commands } from '@canbao/service-kit';
import { storeLines } from './statement-lines';
import {
  begin,
  complete,
  drop,
  putInForce,
  tallies,
  wholeWith,
  type DayOfChannel,
  type StatementRow,
} from './statements';

/** What became of a statement. */
export type Taken =
  | { readonly outcome: 'taken' | 'repeated'; readonly statementId: string }
  | { readonly outcome: 'refused'; readonly because: string }
  | { readonly outcome: 'under-way' };

/** Who brings it, when, and under which name it may go on after it broke off. */
export interface Bringing {
  readonly sender: string;
  readonly now: Instant;
  readonly digest?: string | undefined;
}

/** Lines that prove themselves at their end, and the digest of their bytes once they are read. */
export interface Incoming {
  readonly lines: AsyncIterable<StatementLine>;
  readonly digest: () => string;
}

/**
 * Stores a statement's lines as they come and uses them once they are proven; otherwise none. An upload that
 * breaks off stays where it is under the digest that it named, or goes.
 */
export const takeStatement = async (
  database: Database,
  commands: Commands,
  about: DayOfChannel,
  incoming: Incoming,
  bringing: Bringing,
): Promise<Taken> => {
  const taken = await alone(
    database,
    `statement ${about.channel} ${about.day}`,
    async (client): Promise<Taken> => {
      const begun = await begin(client, about, bringing);
      const refuse = async (because: string, digest = bringing.digest ?? ''): Promise<Taken> => {
        await drop(client, { id: begun.id, now: bringing.now, state: 'refused', because });
        const command = { type: 'RefuseStatement', ...about, at: bringing.now, digest, because } as const;
        await commands.act(bringing.sender, about.channel, channelDay, command);
        return { outcome: 'refused', because };
      };
      try {
        await storeLines(client, begun.id, incoming.lines, begun.stored);
      } catch (error) {
        if (error instanceof DayFileRefused) return await refuse(error.reason);
        if (bringing.digest === undefined)
          await drop(client, { id: begun.id, now: bringing.now, state: 'refused', because: 'broken-off' });
        throw error;
      }
      return await prove(client, database, commands, about, {
        ...bringing,
        begun: begun.id,
        incoming,
        refuse,
      });
    },
  );
  return taken ?? { outcome: 'under-way' };
};

const prove = async (
  client: Client,
  database: Database,
  commands: Commands,
  about: DayOfChannel,
  {
    begun: id,
    incoming,
    now,
    digest: named,
    refuse,
  }: Bringing & {
    readonly begun: string;
    readonly incoming: Incoming;
    readonly refuse: (because: string, digest?: string) => Promise<Taken>;
  },
): Promise<Taken> => {
  const digest = incoming.digest();
  if (named !== undefined && named !== digest) return refuse('digest', digest);
  const before = await wholeWith(database, about, digest);
  if (before !== undefined) {
    await drop(client, { id, now, state: 'repeated' });
    return { outcome: 'repeated', statementId: before.id };
  }
  if ((await complete(client, { id, digest, now })) !== undefined) return refuse('line-repeated', digest);
  const whole = await wholeWith(database, about, digest);
  if (whole !== undefined) await adopt(database, commands, whole, now);
  return { outcome: 'taken', statementId: id };
};

/** The day takes note of the statement, which is in force from then on. Done again after a crash. */
export const adopt = async (
  database: Database,
  commands: Commands,
  statement: StatementRow,
  at: Instant,
): Promise<void> => {
  const { id: statementId, channel, day, digest } = statement;
  const command = { type: 'ReceiveStatement', channel, day, at, statementId, digest } as const;
  await commands.act('day-end', channel, channelDay, { ...command, ...tallies(statement) });
  await putInForce(database, statement);
};
