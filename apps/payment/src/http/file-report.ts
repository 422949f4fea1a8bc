import { suspenseReason, type PaymentState } from '@canbao/domain-payment';
import { fromFen, toFen, type Yuan } from '@canbao/money';
import type { Problem } from '@canbao/service-kit';

/** Configuration: exceptions that the report of a file lists; more are only counted. */
const exceptionsMax = 1000;

/** A line of a file, by its number and, once it could be read, its transaction. */
export interface LineName {
  readonly line: number;
  readonly channelTransactionNo?: string;
}
type Exception = LineName &
  (
    | { readonly status: string; readonly because?: string }
    | { readonly code: string; readonly userMessage: string }
  );
type Count = 'paid' | 'incomplete' | 'inSuspense' | 'reversed' | 'repeated' | 'refused';

/** The outcome of a file: totals of what it booked, and every line that is not simply paid. */
export class FileReport {
  private readonly counts: Record<Count, number> = {
    paid: 0,
    incomplete: 0,
    inSuspense: 0,
    reversed: 0,
    repeated: 0,
    refused: 0,
  };
  private readonly exceptions: Exception[] = [];
  private fen = 0n;

  recorded(line: LineName, state: PaymentState, amount: Yuan): void {
    this.counts[countOf(state.status)] += 1;
    this.fen += toFen(amount);
    this.list(line, state);
  }

  /** A line that was recorded before, from this file or another report: it books nothing. */
  repeated(line: LineName, state: PaymentState): void {
    this.counts.repeated += 1;
    this.list(line, state);
  }

  refused(line: LineName, { code, text: { userMessage } }: Problem): void {
    this.counts.refused += 1;
    this.exceptions.push({ ...line, code, userMessage });
  }

  answer(): object {
    const exceptions = this.exceptions.sort((a, b) => a.line - b.line);
    const lines = Object.values(this.counts).reduce((total, count) => total + count, 0);
    return {
      lines,
      ...this.counts,
      amount: fromFen(this.fen),
      exceptions: exceptions.slice(0, exceptionsMax),
      exceptionsLeftOut: Math.max(0, exceptions.length - exceptionsMax),
    };
  }

  private list(line: LineName, state: PaymentState): void {
    const { status } = state;
    const because = suspenseReason(state);
    if (status !== 'paid' || because !== undefined)
      this.exceptions.push({ ...line, status, ...(because === undefined ? {} : { because }) });
  }
}

const countOf = (status: PaymentState['status']): Count => {
  if (status === 'in-suspense') return 'inSuspense';
  return status === 'incomplete' || status === 'reversed' ? status : 'paid';
};
