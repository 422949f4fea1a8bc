import { Controller } from '@nestjs/common';
import { dayOf, type Month } from '@canbao/calendar';
import { assessmentApi as api, BillLine } from '@canbao/contracts';
import {
  assessmentRejections as rejections,
  billIntake,
  contributionAccount,
  type BillFileFault,
} from '@canbao/domain-assessment';
import { sum, zero, type Yuan } from '@canbao/money';
import type { BillFault } from '@canbao/rules';
import {
  CheckedFile,
  Commands,
  faultsOfAll,
  Handles,
  identityOf,
  Input,
  lineOf,
  Problem,
  type InputOf,
  type Line,
} from '@canbao/service-kit';
import { Accounts } from './accounts';
import { pushOf } from './bill-id';

/** Configuration: a bill of 120 months with three items each and its late fees. */
const lineBytesMax = 64 * 1024;
/** Configuration: bills of one file; they are held in memory until all of them are checked. */
const linesMax = 20_000;
/** Configuration: months of all bills of a file, which bounds that memory. */
const monthsMax = 200_000;
/** Configuration: bills that are checked or recorded at once. */
const concurrency = 200;

type FileInput = InputOf<typeof api.pushBillFile>;
interface NumberedBill {
  readonly line: number;
  readonly bill: BillLine;
}

/**
 * Bills in files. All lines are read and checked before the first is recorded: a file with a wrong line is
 * refused whole. A bill is known by its number, so a file sent again pushes nothing twice, and one whose
 * connection broke is completed by sending it again.
 */
@Controller()
export class BillFilesController {
  constructor(
    private readonly commands: Commands,
    private readonly accounts: Accounts,
  ) {}

  @Handles(api.pushBillFile)
  async push(@Input() input: FileInput): Promise<unknown> {
    const file = new BillFile(input);
    await file.read();
    if (file.faults.length === 0) file.addFaults(await this.wrongBills(file.bills, input));
    if (file.faults.length > 0) {
      await this.answer(file, input, { repeated: 0, because: 'bill-file-refused' });
      const { fileId, faults, faultsLeftOut } = file;
      throw new Problem('bill-file-refused', rejections['bill-file-refused'], {
        details: { fileId, faults, faultsLeftOut },
      });
    }
    const { repeated, overtaken } = await this.record(file.bills, input);
    file.addFaults(overtaken);
    await this.answer(file, input, { repeated });
    const { fileId, bills, faults, total } = file;
    return { fileId, bills: bills.length, repeated, total, overtaken: faults };
  }

  /** Every bill is decided as things stand, and nothing is stored. */
  private wrongBills(bills: readonly NumberedBill[], input: FileInput): Promise<BillFileFault[]> {
    return faultsOfAll(concurrency, bills, async ({ line, bill }) => {
      const { pack, state } = await this.accounts.load(input, bill.personId, 'medical');
      const outcome = contributionAccount(pack).decide(pushOf(bill, input.now), state);
      return outcome.accepted ? [] : faultsOf(line, bill, outcome);
    });
  }

  /** A bill that another fact has overtaken since it was checked is answered as a fault; the others stand. */
  private async record(
    bills: readonly NumberedBill[],
    input: FileInput,
  ): Promise<{ readonly repeated: number; readonly overtaken: BillFileFault[] }> {
    let repeated = 0;
    const overtaken = await faultsOfAll(concurrency, bills, async ({ line, bill }) => {
      const { pack } = await this.accounts.load(input, bill.personId, 'medical');
      const actor = identityOf(input.caller);
      const decider = contributionAccount(pack);
      const executed = await this.commands.act(actor, bill.personId, decider, pushOf(bill, input.now));
      if (executed.outcome === 'accepted' && executed.events.length === 0) repeated += 1;
      return executed.outcome === 'rejected' ? faultsOf(line, bill, executed) : [];
    });
    return { repeated, overtaken };
  }

  private async answer(
    file: BillFile,
    { caller, now }: FileInput,
    { repeated, because }: { readonly repeated: number; readonly because?: string },
  ): Promise<void> {
    const { fileId, bills, total } = file;
    const data = {
      fileId,
      digest: file.digest(),
      outcome: because === undefined ? ('accepted' as const) : ('refused' as const),
      bills: bills.length,
      repeated,
      total,
      ...(because === undefined ? {} : { because }),
      ...file.kept(),
      answeredAt: now,
    };
    const fact = { type: 'BillFileAnswered', data } as const;
    await this.commands.act(identityOf(caller), fileId, billIntake, { type: 'NoteIntake', fact });
  }
}

interface Rejected {
  readonly reason: string;
  readonly details: Readonly<Record<string, unknown>>;
}

const faultsOf = (line: number, { billNo }: BillLine, { reason, details }: Rejected): BillFileFault[] => {
  const { faults = [{ code: reason }] } = details as { faults?: readonly Omit<BillFault, 'code'>[] };
  return faults.map((fault) => ({ line, billNo, ...(fault as BillFault) }));
};

/** A file as it is read: its bills, their sum, and what is wrong with its lines by themselves. */
class BillFile extends CheckedFile<BillFileFault> {
  readonly bills: NumberedBill[] = [];
  total: Yuan = zero;
  private readonly months = new Set<string>();
  private readonly numbers = new Set<string>();

  constructor(private readonly input: FileInput) {
    super(input.file);
  }

  /** @throws Problem `body-too-large` for a file with too many bills or months. */
  async read(): Promise<void> {
    const lines = await this.readLines(
      lineBytesMax,
      (count) => count > linesMax || this.months.size > monthsMax,
      (line) => this.readLine(line),
    );
    this.total = sum(this.bills.map(({ bill }) => bill.total));
    const { count, total } = this.input.query;
    if (lines === 0 || (count !== undefined && Number(count) !== lines))
      this.addFaults([{ line: lines, code: lines === 0 ? 'file-empty' : 'count-mismatch' }]);
    else if (this.faults.length === 0 && total !== undefined && total !== this.total)
      this.addFaults([{ line: lines, code: 'total-mismatch' }]);
  }

  private readLine({ number: line, bytes }: Line): void {
    const bill = lineOf(BillLine, { bytes }, dayOf(this.input.now));
    const { personId, billNo } = bill;
    const repeated: readonly Month[] = bill.months
      .map(({ month }) => month)
      .filter((month) => this.months.has(`${personId} ${month}`));
    if (this.numbers.has(`${personId} ${billNo}`))
      this.addFaults([{ line, billNo, code: 'bill-number-reused' }]);
    this.addFaults(repeated.map((month) => ({ line, billNo, month, code: 'duplicate-month' })));
    this.numbers.add(`${personId} ${billNo}`);
    for (const { month } of bill.months) this.months.add(`${personId} ${month}`);
    this.bills.push({ line, bill });
  }
}
