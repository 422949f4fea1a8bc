import { Refused, Unanswered, type Body } from '@canbao/api-client';
import { api, newKey } from '../api/api';

/** A quote that the counter was given, and when, by this machine's own clock. */
export interface Quoted {
  readonly quote: Body<'post', '/quotes'>;
  readonly receivedAt: number;
}
/** How money was taken. */
export type Method = 'cash' | 'card';
/** What a collection was answered with. */
export type Collected = Body<'post', '/collections'>;

/**
 * Money that was taken and is to be booked: kept until there is an answer. The same is sent again, under the
 * same key and number, however often: it is booked once.
 */
export interface Pending {
  readonly key: string;
  readonly who: string;
  readonly body: {
    readonly quoteToken: string;
    readonly channelTransactionNo: string;
    readonly amount: string;
    readonly paidAt: string;
    readonly method: Method;
  };
}

const pendingKey = 'canbao.pending-collection';

/** The collection whose answer this tab does not know yet. */
export const pendingCollection = (): Pending | undefined => {
  const text = sessionStorage.getItem(pendingKey);
  return text === null ? undefined : (JSON.parse(text) as Pending);
};

/** A collection of a quote. The time is the platform's, which the quote tells, not this machine's. */
export const collectionOf = ({ quote, receivedAt }: Quoted, method: Method, who: string): Pending => {
  const { request } = quote.certificate as { request?: { at?: string } };
  const paidAt = plusMs(request?.at ?? shanghai(receivedAt), Date.now() - receivedAt);
  return {
    key: newKey(),
    who,
    body: {
      quoteToken: quote.token,
      channelTransactionNo: numberOf(paidAt),
      amount: quote.total,
      paidAt,
      method,
    },
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

/**
 * Sends a collection, or sends it again.
 * @throws Refused where it was not booked, Unanswered where nobody knows: it stays pending.
 */
export const collect = async (pending: Pending): Promise<Collected> => {
  sessionStorage.setItem(pendingKey, JSON.stringify(pending));
  try {
    const { body } = await api.post('/collections', { key: pending.key, body: pending.body });
    sessionStorage.removeItem(pendingKey);
    return body;
  } catch (error) {
    if (error instanceof Refused && !error.problem.retryable) sessionStorage.removeItem(pendingKey);
    throw error;
  }
};

/** Whether the answer is still to come. */
export const isUnknown = (error: unknown): boolean =>
  error instanceof Unanswered || (error instanceof Refused && error.problem.retryable);
