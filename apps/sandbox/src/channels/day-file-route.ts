import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { dayFile, fileFaults, lineFaults, type FileFault } from './banks/day-file';
import type { Entry } from './banks/entry';
import type { World } from './counterpart';
import type { CounterpartName } from './faults';

/** A day of a channel whose business is told in a file. */
export interface Day {
  readonly channel: CounterpartName;
  readonly day: string;
  readonly entries: readonly Entry[];
  /** The order that a fault of a line is set for; the entry's own number when left out. */
  readonly orderOf?: (no: string) => string;
}

export const FaultQuery = z.object({ fault: z.enum(fileFaults).optional() });

/** The file of a day; none while the fault menu has it late or missing. */
export const fileOf = (
  { faults }: World,
  { channel, day, entries, orderOf = (no) => no }: Day,
  named?: FileFault,
): Buffer | undefined => {
  if (faults.next(channel, day, 'bill-late', 'bill-missing') !== undefined) return undefined;
  const fault = named ?? faults.next(channel, day, ...fileFaults);
  return dayFile(channel, day, entries, fault, (no) => faults.next(channel, orderOf(no), ...lineFaults));
};

const dayPath = z.object({ day: z.iso.date() });

/** `/day-files/:day`: what the channel hands over of a day; an operator brings it to the platform. */
export const dayFileRoute = (
  app: FastifyInstance,
  world: World,
  dayOf: (day: string) => Promise<Day>,
): void => {
  app.get('/day-files/:day', async ({ params, query }, reply) => {
    const { day } = dayPath.parse(params);
    const file = fileOf(world, await dayOf(day), FaultQuery.parse(query).fault);
    if (file === undefined) return reply.status(404).send();
    return reply.type('application/octet-stream').send(file);
  });
};

/** `YYYYMMDDHHMMSS` as an instant in Shanghai. */
export const instantOf = (digits: string): string =>
  `${digits.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6')}.000+08:00`;

/** What a channel other than a counter has taken, as its file has it. Amounts in fen. */
export const entryOf = (
  bank: CounterpartName,
  taken: {
    readonly no: string;
    readonly orderId?: string;
    readonly fen: bigint;
    readonly paidAt: string;
    readonly refundNo?: string;
  },
): Entry => {
  const { fen, ...named } = taken;
  const amount = `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
  const day = taken.paidAt.slice(0, 10);
  const booked = { state: 'booked', attempts: 0, notBefore: 0 } as const;
  return { bank, day, quoteToken: '', amount, method: 'card', ...booked, ...named };
};
