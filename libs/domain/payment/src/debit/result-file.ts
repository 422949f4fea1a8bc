import type { Day } from '@canbao/calendar';
import type { DebitResultLine } from '@canbao/contracts';
import { compare, sum, zero, type Yuan } from '@canbao/money';
import type { ResultLine } from './pack.events';
import { outcomeOf } from './result-codes';

/** A pack of a result file, whole, with its totals and hash proven. */
export interface PackOfFile {
  readonly entrustDate: Day;
  readonly packNo: string;
  /** SHA-256 of its item lines. */
  readonly digest: string;
  readonly lines: readonly ResultLine[];
}
/** Why a pack of a file is not taken. */
export type FileFault = 'debit-result-malformed' | 'debit-result-totals';

interface Begun {
  readonly entrustDate: Day;
  readonly packNo: string;
  readonly count: number;
  readonly amount: Yuan;
  readonly lines: Map<string, ResultLine>;
}

/**
 * Reads a result file line by line, and gives each pack when its end has come: one pack is in memory at a
 * time. `hash` is that of the item lines so far.
 */
export class ResultFileReader {
  private begun: Begun | undefined;

  /** The pack that ends with the line, a fault, or nothing yet. */
  read(line: DebitResultLine, hash: () => string): PackOfFile | FileFault | undefined {
    switch (line.kind) {
      case 'pack': {
        if (this.begun !== undefined) return 'debit-result-malformed';
        const { kind: _, ...header } = line;
        this.begun = { ...header, lines: new Map() };
        return undefined;
      }
      case 'item':
        return this.item(line);
      case 'end':
        return this.end(line.sha256, hash());
    }
  }

  /** Whether the file has ended between two packs. */
  get isWhole(): boolean {
    return this.begun === undefined;
  }

  private item(line: Extract<DebitResultLine, { kind: 'item' }>): FileFault | undefined {
    const { begun } = this;
    const { traNo, result: said, amount, paidAt } = line;
    const { outcome, because } = outcomeOf(said);
    const isKnown = begun?.lines.has(traNo) === true;
    // Money that was taken has a time, and is above zero.
    const isOdd = outcome === 'succeeded' && (paidAt === undefined || compare(amount, zero) <= 0);
    if (begun === undefined || isKnown || isOdd) return 'debit-result-malformed';
    if (begun.lines.size >= begun.count) return 'debit-result-totals';
    begun.lines.set(traNo, {
      traNo,
      outcome,
      said,
      amount,
      ...(because === undefined ? {} : { because }),
      ...(outcome === 'succeeded' && paidAt !== undefined ? { paidAt } : {}),
    });
    return undefined;
  }

  private end(sha256: string, digest: string): PackOfFile | FileFault {
    const { begun } = this;
    if (begun === undefined) return 'debit-result-malformed';
    this.begun = undefined;
    const { entrustDate, packNo, count, amount } = begun;
    const lines = [...begun.lines.values()];
    const isRight = lines.length === count && sum(lines.map((line) => line.amount)) === amount;
    return isRight && sha256 === digest ? { entrustDate, packNo, digest, lines } : 'debit-result-totals';
  }
}
