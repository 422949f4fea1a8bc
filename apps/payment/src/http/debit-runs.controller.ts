import { createHash } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { dayOf } from '@canbao/calendar';
import { DebitResultLine, debitsApi as api } from '@canbao/contracts';
import {
  debitRejections as rejections,
  ResultFileReader,
  type DebitReason,
  type PackOfFile,
} from '@canbao/domain-payment';
import { fromFen, sum, toFen, type Yuan } from '@canbao/money';
import { Database } from '@canbao/postgres';
import {
  Commands,
  FourEyes,
  Handles,
  identityOf,
  Input,
  lineOf,
  linesOf,
  Problem,
  uuidOf,
  type InputOf,
} from '@canbao/service-kit';
import { bookResults } from '../debit/book-results';
import { DebitConnection } from '../debit/connection';
import { openRun } from '../debit/open-run';
import { casesOf, itemCounts, latestRuns, packsOf, runById, type PackRow } from '../views/debit-rows';

const action = 'open-debit-run';
const lineBytesMax = 4096;

/** Runs of batch debit: proposed by one operator and approved by another, and answered by the banks. */
@Controller()
export class DebitRunsController {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly fourEyes: FourEyes,
    private readonly debits: DebitConnection,
  ) {
    fourEyes.performs(action, async ({ proposalId }, { now, caller }) => {
      const runId = uuidOf(`debit-run|${proposalId}`);
      await openRun(this.commands, identityOf(caller), runId, proposalId, now);
      return { runId };
    });
  }

  @Handles(api.openDebitRun)
  async open(@Input() input: InputOf<typeof api.openDebitRun>): Promise<unknown> {
    if (!this.debits.isConnected) throw refusal('debit-not-connected');
    const purpose = input.body?.reason ?? 'not given';
    const details = { entrustDate: dayOf(input.now) };
    return this.fourEyes.propose(input, { action, subject: 'debit-run', details, purpose });
  }

  @Handles(api.debitRuns)
  async list(): Promise<unknown> {
    return { items: await latestRuns(this.database) };
  }

  @Handles(api.debitRun)
  async run(@Input() { params }: InputOf<typeof api.debitRun>): Promise<unknown> {
    const run = await runById(this.database, params.id);
    if (run === undefined) throw refusal('debit-run-not-found');
    const [counts, packs, cases] = await Promise.all([
      itemCounts(this.database, params.id),
      packsOf(this.database, params.id),
      casesOf(this.database, params.id),
    ]);
    const byStatus = Map.groupBy(counts, ({ status }) => status);
    const progress = [...byStatus].map(([status, rows]) => [
      status,
      {
        count: rows.reduce((total, { count }) => total + Number(count), 0),
        amount: sum(rows.map(({ amount }) => amount as Yuan)),
      },
    ]);
    const reasons = counts
      .filter(({ because }) => because !== '')
      .map(({ count, ...reason }) => ({ ...reason, count: Number(count) }));
    const shown = packs.map(({ runId: _, total: amount, until: _until, ...pack }) => ({ ...pack, amount }));
    return { ...run, progress: Object.fromEntries(progress), reasons, packs: shown, cases };
  }

  /** Streamed: one pack of at most a thousand items is in memory at a time. */
  @Handles(api.debitResults)
  async results(@Input() input: InputOf<typeof api.debitResults>): Promise<unknown> {
    const { params, caller, now } = input;
    const packs = await packsOf(this.database, params.id);
    const own = packs.filter(({ bank }) => caller.role === 'bank' && bank === caller.bank);
    if (own.length === 0) throw refusal('debit-run-not-found');
    const totals = { packs: 0, succeeded: 0, failed: 0, unknown: 0 };
    let fen = 0n;
    let isConflicting = false;
    for await (const pack of packsIn(input)) {
      if (!own.some((row) => isSame(row, pack))) throw refusal('debit-pack-not-found');
      const booked = await bookResults(this.commands, identityOf(caller), pack, now);
      isConflicting ||= booked.isConflicting;
      totals.packs += 1;
      for (const { outcome, amount } of pack.lines) {
        totals[outcome] += 1;
        if (outcome === 'succeeded') fen += toFen(amount);
      }
    }
    // At the end, so that a pack in doubt does not keep the next one out of the books.
    if (isConflicting) throw refusal('debit-result-conflicts');
    return { ...totals, amount: fromFen(fen) };
  }
}

const isSame = (row: PackRow, pack: PackOfFile): boolean =>
  row.entrustDate === pack.entrustDate && row.packNo === pack.packNo;

/** The packs of a file, each proven by its totals and its hash. @throws Problem for one that is not. */
async function* packsIn({
  file,
  now,
}: Pick<InputOf<typeof api.debitResults>, 'file' | 'now'>): AsyncGenerator<PackOfFile> {
  const reader = new ResultFileReader();
  let items = createHash('sha256');
  for await (const { bytes } of linesOf(file, lineBytesMax)) {
    if (bytes === undefined) throw refusal('debit-result-malformed');
    const line = lineOf(DebitResultLine, { bytes }, dayOf(now));
    if (line.kind === 'pack') items = createHash('sha256');
    if (line.kind === 'item') items.update(bytes).update('\n');
    const read = reader.read(line, () => items.copy().digest('hex'));
    if (typeof read === 'string') throw refusal(read);
    if (read !== undefined) yield read;
  }
  if (!reader.isWhole) throw refusal('debit-result-malformed');
}

const refusal = (code: DebitReason): Problem => new Problem(code, rejections[code]);
