import { Controller } from '@nestjs/common';
import { CollectionReport, paymentApi as api } from '@canbao/contracts';
import { paymentOrder, paymentRejections as rejections, type PaymentState } from '@canbao/domain-payment';
import { fromFen, toFen, type Yuan } from '@canbao/money';
import {
  Commands,
  Handles,
  Input,
  inputOf,
  linesOf,
  parseJsonBody,
  Problem,
  problemOf,
  type InputOf,
  type Line,
} from '@canbao/service-kit';
import { recordCollection } from '../collection';
import { QuoteTokens } from './quote-tokens';

/**
 * Configuration: lines of one file that are under way at once. Two full groups of the group commit are 400;
 * with more, lines are checked and decided while both are stored.
 */
const sideBySide = 1000;
/** Configuration: a line has a quote token, and that a line for every item of a year. */
const longestLine = 64 * 1024;
const mostLines = 100_000;
const mostExceptions = 1000;

interface Named {
  readonly line: number;
  readonly channelTransactionNo?: string;
}
type Exception = Named &
  (
    | { readonly status: string; readonly because?: string }
    | { readonly code: string; readonly userMessage: string }
  );

/** What became of the lines. */
class Tally {
  private readonly counts = { paid: 0, incomplete: 0, inSuspense: 0, reversed: 0, refused: 0 };
  private readonly exceptions: Exception[] = [];
  private fen = 0n;

  recorded(line: Named, { status, because }: PaymentState, amount: Yuan): void {
    this.counts[
      status === 'in-suspense'
        ? 'inSuspense'
        : status === 'incomplete' || status === 'reversed'
          ? status
          : 'paid'
    ] += 1;
    this.fen += toFen(amount);
    if (status !== 'paid')
      this.exceptions.push({ ...line, status, ...(because === undefined ? {} : { because }) });
  }

  refused(line: Named, { code, text: { userMessage } }: Problem): void {
    this.counts.refused += 1;
    this.exceptions.push({ ...line, code, userMessage });
  }

  report(): object {
    const exceptions = this.exceptions.sort((a, b) => a.line - b.line);
    const lines = Object.values(this.counts).reduce((total, count) => total + count, 0);
    return {
      lines,
      ...this.counts,
      amount: fromFen(this.fen),
      exceptions: exceptions.slice(0, mostExceptions),
      exceptionsLeftOut: Math.max(0, exceptions.length - mostExceptions),
    };
  }
}

/**
 * Collections by the file. Each line is decided by itself, as if it had been reported alone: a line that is
 * refused holds
 * up no other, and a file that is sent again, whole or in part, books nothing twice.
 */
@Controller()
export class CollectionFilesController {
  constructor(
    private readonly commands: Commands,
    private readonly tokens: QuoteTokens,
  ) {}

  @Handles(api.collectFile)
  async collectFile(@Input() input: InputOf<typeof api.collectFile>): Promise<unknown> {
    const tally = new Tally();
    const lines = linesOf(input.file, longestLine);
    const work = async (): Promise<void> => {
      for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
        if (next.value.number > mostLines) throw Problem.general('body-too-large', { mostLines });
        await this.record(next.value, input, tally);
      }
    };
    // All end before a failure is told, so that nothing is recorded after the answer.
    const ended = await Promise.allSettled(Array.from({ length: sideBySide }, work));
    const failed = ended.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return tally.report();
  }

  private async record(
    { number: line, bytes }: Line,
    { caller, now }: InputOf<typeof api.collectFile>,
    tally: Tally,
  ): Promise<void> {
    let named: Named = { line };
    try {
      if (bytes === undefined) throw Problem.general('body-too-large');
      const report = inputOf(CollectionReport, parseJsonBody(bytes), 'line');
      named = { line, channelTransactionNo: report.channelTransactionNo };
      const quote = this.tokens.read(report.quoteToken);
      const executed = await this.commands.act(
        caller.subject,
        quote.personId,
        paymentOrder,
        recordCollection(report, quote, caller, now),
      );
      if (executed.outcome !== 'accepted')
        throw executed.outcome === 'rejected'
          ? new Problem(executed.reason, rejections[executed.reason])
          : Problem.general('internal');
      tally.recorded(named, executed.state, report.amount);
    } catch (error) {
      const problem = problemOf(error);
      // A fault of ours is nothing to tell about a line: the file is sent again.
      if (problem.text.status >= 500) throw error;
      tally.refused(named, problem);
    }
  }
}
