import type { PaymentState } from '@canbao/domain-payment';
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
type Count = 'paid' | 'incomplete' | 'inSuspense' | 'reversed' | 'refused';

/** The outcome of a file: totals, and every line that was not simply paid. */
export class FileReport {
  private readonly counts: Record<Count, number> = {
    paid: 0,
    incomplete: 0,
    inSuspense: 0,
    reversed: 0,
    refused: 0,
  };
  private readonly exceptions: Exception[] = [];
  private fen = 0n;

  recorded(line: LineName, { status, because }: PaymentState, amount: Yuan): void {
    this.counts[countOf(status)] += 1;
    this.fen += toFen(amount);
    if (status !== 'paid')
      this.exceptions.push({ ...line, status, ...(because === undefined ? {} : { because }) });
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
}

const countOf = (status: PaymentState['status']): Count => {
  if (status === 'in-suspense') return 'inSuspense';
  return status === 'incomplete' || status === 'reversed' ? status : 'paid';
};
