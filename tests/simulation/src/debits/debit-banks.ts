import { dayOf, type Day, type Instant } from '@canbao/calendar';
import type {
  Confirmed,
  DebitBank,
  PackResults,
  ResultLine,
  SentOutcome,
  SentPack,
} from '@canbao/domain-payment';
import { sum, type Yuan } from '@canbao/money';
import type { Process, Scheduler } from '../scheduler';
import type { VirtualClock } from '../virtual-clock';

/** An item as the bank has it. */
export interface BankItem {
  readonly traNo: string;
  readonly protocolNo: string;
  readonly insurance: string;
  readonly month: string;
  readonly amount: Yuan;
  /** What comes of it, from `knownFrom` on; `never` while nobody there knows. */
  readonly end: 'succeeded' | 'failed' | 'never';
  readonly knownFrom: Instant;
}

/** A batch as the bank has it; nothing of a refused one is debited. */
interface BankPack {
  readonly entrustDate: Day;
  readonly until: Day;
  readonly receivedAt: Instant;
  readonly isRefused: boolean;
  readonly items: readonly BankItem[];
}

type Name = Pick<SentPack, 'entrustDate' | 'packNo'>;
const keyOf = ({ entrustDate, packNo }: Name): string => `${entrustDate} ${packNo}`;

/**
 * The banks of batch debit, with a book of their own: what they do not know today they know tomorrow, or
 * never; they lose batches, results and answers, and leave items out of a file.
 */
export class DebitBanks {
  /** By day of entrustment and number. */
  readonly packs = new Map<string, BankPack>();
  /** What no bank should be asked for: each is a finding. */
  readonly faults: string[] = [];
  faultRate = 0;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly clock: VirtualClock,
  ) {}

  /** The banks as one process sees them. */
  seenBy(process: Process): DebitBank {
    return {
      verify: () => this.exchange<Confirmed>(process, () => this.confirm(), { outcome: 'unknown' }),
      send: (pack) => this.exchange<SentOutcome>(process, () => this.take(pack), { outcome: 'unknown' }),
      results: (pack) =>
        this.exchange<PackResults>(process, () => this.resultsOf(pack), { status: 'unknown' }),
    };
  }

  /** The items of a batch that are debited, with the day of entrustment. */
  debited(): { readonly entrustDate: Day; readonly item: BankItem }[] {
    const now = this.clock.now();
    return [...this.packs.values()].flatMap(({ entrustDate, isRefused, items }) =>
      isRefused
        ? []
        : items
            .filter(({ end, knownFrom }) => end === 'succeeded' && knownFrom <= now)
            .map((item) => ({ entrustDate, item })),
    );
  }

  /** An item by its number on a day; undefined where no bank has it. */
  itemOf(entrustDate: string, traNo: string): (BankItem & { readonly isRefused: boolean }) | undefined {
    for (const pack of this.packs.values()) {
      const item = pack.entrustDate === entrustDate && pack.items.find((each) => each.traNo === traNo);
      if (item !== false && item !== undefined) return { ...item, isRefused: pack.isRefused };
    }
    return undefined;
  }

  /** Whether the bank knows today what has come of an item, or will never: its limit is over. */
  mayEnd(traNo: string, entrustDate: Day): boolean {
    const now = this.clock.now();
    const pack = [...this.packs.values()].find(
      (each) => each.entrustDate === entrustDate && each.items.some((item) => item.traNo === traNo),
    );
    const item = pack?.items.find((each) => each.traNo === traNo);
    if (pack === undefined || item === undefined) return false;
    return pack.until < dayOf(now) || (item.end !== 'never' && item.knownFrom <= now);
  }

  private take(pack: SentPack): SentOutcome {
    const key = keyOf(pack);
    const known = this.packs.get(key);
    if (known === undefined) {
      const { entrustDate, until } = pack;
      for (const item of pack.items) this.checkUnderWay(item);
      const receivedAt = this.clock.now();
      const isRefused = this.scheduler.chance(0.06);
      const items = pack.items.map((item) => this.drawn(item));
      this.packs.set(key, { entrustDate, until, receivedAt, isRefused, items });
    }
    return this.packs.get(key)?.isRefused === true
      ? { outcome: 'refused', said: '24010' }
      : { outcome: 'taken' };
  }

  /**
   * A bank that has not known by its limit finds out after all, and sends a file: lines of items that it had
   * debited before the limit.
   */
  findOut(): { readonly entrustDate: Day; readonly packNo: string; readonly lines: ResultLine[] }[] {
    return [...this.packs].flatMap(([key, pack]) => {
      const [, packNo = ''] = key.split(' ');
      const found = pack.isRefused
        ? []
        : pack.items.filter(({ end }) => end === 'never' && this.scheduler.chance(0.5));
      if (found.length === 0) return [];
      const known = found.map((item): BankItem => ({
        ...item,
        end: 'succeeded',
        knownFrom: pack.receivedAt,
      }));
      const others = pack.items.filter((item) => !found.includes(item));
      this.packs.set(key, { ...pack, items: [...others, ...known] });
      const { entrustDate } = pack;
      return [{ entrustDate, packNo, lines: known.map((item) => this.lineOf(item, this.clock.now())) }];
    });
  }

  private confirm(): Confirmed {
    return this.scheduler.chance(0.1)
      ? { outcome: 'refused', because: 'holder-differs', said: '24002' }
      : { outcome: 'confirmed' };
  }

  /** What may still be debited must not be debited under another number. */
  private checkUnderWay({ protocolNo, insurance, month }: SentPack['items'][number]): void {
    const now = this.clock.now();
    for (const { isRefused, until, items } of this.packs.values()) {
      if (isRefused || until < dayOf(now)) continue;
      const open = items.find(
        (item) => item.protocolNo === protocolNo && item.insurance === insurance && item.month === month,
      );
      if (open !== undefined && (open.end === 'never' || open.knownFrom > now))
        this.faults.push(
          `debits: ${insurance} ${month} of ${protocolNo} is debited again while it may be yet`,
        );
    }
  }

  private drawn({ traNo, protocolNo, insurance, month, amount }: SentPack['items'][number]): BankItem {
    const { scheduler, clock } = this;
    const kind = scheduler.random();
    const end = kind < 0.65 ? 'succeeded' : kind < 0.85 ? 'failed' : 'never';
    // Some are known on another day only.
    const afterMs = scheduler.chance(0.25) ? 30 * 3_600_000 : scheduler.below(20_000);
    const knownFrom = clock.at(scheduler.nowMs + afterMs);
    // A mistake of the bank's own: it debits another amount.
    const taken = scheduler.chance(0.04) ? sum([amount, '0.01' as Yuan]) : amount;
    return { traNo, protocolNo, insurance, month, amount: taken, end, knownFrom };
  }

  private resultsOf(name: Name): PackResults {
    const pack = this.packs.get(keyOf(name));
    // A bank that has refused a batch does not have it.
    if (pack === undefined || pack.isRefused) return { status: 'never-came' };
    const now = this.clock.now();
    if (this.clock.elapsedMs(now) < this.clock.elapsedMs(pack.receivedAt) + 1_500)
      return { status: 'not-ready' };
    const lines = pack.items.map((item) => this.lineOf(item, now));
    return {
      status: 'there',
      lines: lines.filter(({ outcome }) => outcome !== 'unknown' || this.scheduler.chance(0.8)),
    };
  }

  private lineOf({ traNo, amount, end, knownFrom }: BankItem, now: Instant): ResultLine {
    if (end === 'never' || knownFrom > now) return { traNo, amount, outcome: 'unknown', said: '94999' };
    return end === 'succeeded'
      ? { traNo, amount, outcome: 'succeeded', said: '90000', paidAt: knownFrom }
      : { traNo, amount, outcome: 'failed', said: '24003', because: 'insufficient-funds' };
  }

  private async exchange<Answer>(process: Process, answer: () => Answer, unknown: Answer): Promise<Answer> {
    await this.scheduler.turn(process);
    const fate = this.scheduler.random();
    if (fate < this.faultRate / 3) return unknown;
    if (fate < (this.faultRate * 2) / 3) {
      setTimeout(answer, this.scheduler.below(20_000));
      return unknown;
    }
    const reply = answer();
    await this.scheduler.turn(process);
    return fate < this.faultRate ? unknown : reply;
  }
}
