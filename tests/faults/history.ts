/** What a bureau must hold in its books at the end. */
export interface Expected {
  readonly bureau: 'hrss' | 'medical';
  readonly personId: string;
  readonly month: string;
  readonly total: string;
}
/** A collection that was acknowledged. */
export interface Acknowledged {
  readonly personId: string;
  readonly channelTransactionNo: string;
  readonly amount: string;
  readonly orderId: string;
  readonly receiptNo: string;
  readonly status: string;
}
/** A pension month that somebody tries to pay through a channel: how it ends, the books must agree about. */
export interface Attempt extends Omit<Expected, 'bureau'> {
  readonly channel: string;
}

/** What the clients know; every check compares the system with it. */
export interface History {
  readonly acknowledged: Acknowledged[];
  readonly expected: Expected[];
  readonly attempts: Attempt[];
  readonly sent: Set<string>;
  readonly faults: string[];
  /** Number of answers by HTTP status; 0 stands for no answer. */
  readonly answers: ReadonlyMap<number, number>;
}
