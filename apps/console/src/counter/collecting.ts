import { Refused, Unanswered, type Body } from '@canbao/api-client';
import type { Insurance } from '@canbao/vocabulary';
import { useQuery } from '@tanstack/react-query';
import { api } from '../api/api';

/** A quote that the counter was given, and when, by this machine's own clock. */
export interface Quoted {
  readonly quote: Body<'post', '/quotes'>;
  readonly receivedAt: number;
}
/** How money was taken. */
export type Method = 'cash' | 'card';
/** What a collection was answered with. */
export type Collected = Body<'post', '/collections'>;

/** A collection that is noted at the platform, with all that is sent to book it (ADR 90). */
export interface Noted {
  readonly quoteToken: string;
  readonly channelTransactionNo: string;
  readonly amount: string;
  readonly paidAt: string;
  readonly method: Method;
  readonly insurance: Insurance;
  readonly months: readonly string[];
  /** It is booked; its answer was not seen. */
  readonly receiptNo?: string | undefined;
}

/** The collections of this teller whose end nobody has seen, whatever tab or machine began them. */
export const useNoted = () =>
  useQuery({
    queryKey: ['noted-collections'],
    queryFn: async () => (await api.get('/collections/noted')).body.items,
    staleTime: 0,
  });

/** A collection of a quote. The time is the platform's, which the quote tells, not this machine's. */
export const collectionOf = ({ quote, receivedAt }: Quoted, method: Method): Noted => {
  const { request } = quote.certificate as { request?: { at?: string } };
  const paidAt = plusMs(request?.at ?? shanghai(receivedAt), Date.now() - receivedAt);
  return {
    quoteToken: quote.token,
    channelTransactionNo: numberOf(paidAt),
    amount: quote.total,
    paidAt,
    method,
    insurance: quote.lines.some(({ item }) => item === 'pension') ? 'pension' : 'medical',
    months: [...new Set(quote.lines.map(({ month }) => month))],
  };
};

/** Chance behind the second: two counters of a bank never get the same. */
const numberOf = (paidAt: string): string => {
  const [chance = 0] = crypto.getRandomValues(new Uint32Array(1));
  const second = paidAt.slice(0, 19).replaceAll(/\D/g, '');
  return `GM${second}${chance.toString(36).toUpperCase().padStart(7, '0')}`;
};

const plusMs = (instant: string, ms: number): string => shanghai(Date.parse(instant) + ms);

/** RFC 3339 at +08:00, as the platform has it. */
const shanghai = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().replace('Z', '+08:00');

const pathOf = ({ channelTransactionNo }: Noted) => ({ path: { channelTransactionNo } });

/** Notes a collection before its money is taken. @throws Refused, Unanswered: then none is to be taken. */
export const note = async (noted: Noted): Promise<void> => {
  const { quoteToken, amount, paidAt, method } = noted;
  await api.put('/collections/{channelTransactionNo}/note', {
    ...pathOf(noted),
    body: { quoteToken, amount, paidAt, method },
  });
};

/** The end of a note is known: seen, or no money was taken. @throws Refused, Unanswered. */
export const endNote = async (noted: Noted): Promise<void> => {
  await api.delete('/collections/{channelTransactionNo}/note', pathOf(noted));
};

/**
 * Books a collection, or asks again what has become of it: under its number as the key it is the same one,
 * however often it is sent.
 * @throws Refused where it was not booked, Unanswered where nobody knows: it stays noted.
 */
export const collect = async (noted: Noted): Promise<Collected> => {
  const { quoteToken, channelTransactionNo, amount, paidAt, method } = noted;
  // What is shown as ended is ended; should this fail, it is shown once more, with its receipt.
  const ended = () => endNote(noted).catch(() => undefined);
  try {
    const { body } = await api.post('/collections', {
      key: channelTransactionNo,
      body: { quoteToken, channelTransactionNo, amount, paidAt, method },
    });
    await ended();
    return body;
  } catch (error) {
    if (!isUnknown(error)) await ended();
    throw error;
  }
};

/** Whether the answer is still to come. */
export const isUnknown = (error: unknown): boolean =>
  error instanceof Unanswered || (error instanceof Refused && error.problem.retryable);
