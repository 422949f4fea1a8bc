import { Controller } from '@nestjs/common';
import { dayOf } from '@canbao/calendar';
import { CollectionReport, paymentApi as api } from '@canbao/contracts';
import {
  isConflicting,
  paymentOrder,
  paymentRejections as rejections,
  type RecordCollection,
  type RecordUnidentified,
} from '@canbao/domain-payment';
import {
  Commands,
  Handles,
  identityOf,
  Input,
  lineOf,
  linesOf,
  Problem,
  problemOf,
  type InputOf,
  type Line,
  QuoteTokens,
} from '@canbao/service-kit';
import { collectionOf, numberReused } from './admitted';
import { closePaidElsewhere } from './close-paid-elsewhere';
import { FileReport, type LineName } from './file-report';

/**
 * Configuration: lines of one file in progress at once. Two full groups of the group commit are 400; the
 * others are checked and decided while those are stored.
 */
const concurrency = 1000;
/** Configuration: room for a quote token with a line for every item of a year. */
const lineBytesMax = 64 * 1024;
/** Configuration. */
const linesMax = 100_000;

type FileInput = InputOf<typeof api.collectFile>;

/**
 * Collections in files. Each line is decided as if it had been reported alone: a line that is refused does
 * not hold up the others, and a file sent again, in whole or in part, books nothing twice.
 */
@Controller()
export class CollectionFilesController {
  constructor(
    private readonly commands: Commands,
    private readonly tokens: QuoteTokens,
  ) {}

  @Handles(api.collectFile)
  async collectFile(@Input() input: InputOf<typeof api.collectFile>): Promise<unknown> {
    const report = new FileReport();
    const lines = linesOf(input.file, lineBytesMax);
    const work = async (): Promise<void> => {
      for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
        if (next.value.number > linesMax) throw Problem.general('body-too-large', { linesMax });
        await this.record(next.value, input, report);
      }
    };
    // All workers end before a failure is reported, so that nothing is recorded after the answer.
    const workers = await Promise.allSettled(Array.from({ length: concurrency }, work));
    const failed = workers.find((worker) => worker.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return report.answer();
  }

  private async record(line: Line, input: FileInput, report: FileReport): Promise<void> {
    let name: LineName = { line: line.number };
    try {
      const collection = lineOf(CollectionReport, line, dayOf(input.now));
      name = { ...name, channelTransactionNo: collection.channelTransactionNo };
      const quote = this.tokens.read(collection.quoteToken);
      const command = collectionOf(collection, quote, input);
      const subject = quote?.personId ?? command.orderId;
      const { events, state } = await this.execute(command, subject, input);
      if (isConflicting(command, state)) throw numberReused();
      await closePaidElsewhere(this.commands, events, input);
      if (events.length === 0) report.repeated(name, state);
      else report.recorded(name, state, command.amount);
    } catch (error) {
      const problem = problemOf(error);
      // A failure of the service is not the line's fault: the bank sends the file again.
      if (problem.text.status >= 500) throw error;
      report.refused(name, problem);
    }
  }

  private async execute(
    command: RecordCollection | RecordUnidentified,
    subject: string,
    { caller }: FileInput,
  ) {
    const executed = await this.commands.act(identityOf(caller), subject, paymentOrder, command);
    if (executed.outcome === 'accepted') return executed;
    throw executed.outcome === 'rejected'
      ? new Problem(executed.reason, rejections[executed.reason])
      : Problem.general('internal');
  }
}
