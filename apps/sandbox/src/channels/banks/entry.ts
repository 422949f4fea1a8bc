import { z } from 'zod';

/**
 * How an entry stands in the bank's own books. `unknown`: sent, and no answer that could be believed; `held`:
 * an answer that a person must look at.
 */
export const entryStates = ['unknown', 'booked', 'refused', 'reversing', 'reversed', 'held'] as const;

/** One taking of money at a counter, as the bank has it. */
export const Entry = z.object({
  bank: z.string(),
  /** The bank's number, which it never gives to other money. */
  no: z.string(),
  day: z.string(),
  quoteToken: z.string(),
  /** Yuan. */
  amount: z.string(),
  method: z.enum(['cash', 'card']),
  paidAt: z.string(),
  state: z.enum(entryStates),
  orderId: z.string().optional(),
  receiptNo: z.string().optional(),
  /** Of money that the counter has paid out: the platform's refund, and its number. */
  refundId: z.string().optional(),
  refundNo: z.string().optional(),
  /** What was said last: a status, the code of a problem, or why nothing could be believed. */
  said: z.string().optional(),
  attempts: z.number(),
  /** Milliseconds since 1970, of the bank's own machine: not asked again before. */
  notBefore: z.number(),
  /** Not sent before this time of the bank's clock. */
  heldUntil: z.string().optional(),
});
export type Entry = z.infer<typeof Entry>;

/** Where a bank keeps its entries. */
export interface BankBooks {
  put(entry: Entry): Promise<void>;
  get(bank: string, no: string): Promise<Entry | undefined>;
  ofDay(bank: string, day: string): Promise<readonly Entry[]>;
  /** Whose outcome is open. */
  open(bank: string): Promise<readonly Entry[]>;
}

/** Books in memory. */
export class MemoryBooks implements BankBooks {
  private readonly entries = new Map<string, Entry>();

  async put(entry: Entry): Promise<void> {
    this.entries.set(`${entry.bank} ${entry.no}`, entry);
  }
  async get(bank: string, no: string): Promise<Entry | undefined> {
    return this.entries.get(`${bank} ${no}`);
  }
  async ofDay(bank: string, day: string): Promise<readonly Entry[]> {
    return [...this.entries.values()].filter((entry) => entry.bank === bank && entry.day === day);
  }
  async open(bank: string): Promise<readonly Entry[]> {
    return [...this.entries.values()].filter((entry) => entry.bank === bank && isOpen(entry));
  }
}

export const isOpen = ({ state }: Entry): boolean => state === 'unknown' || state === 'reversing';
