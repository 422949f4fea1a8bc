import { isTransient } from './transient';

interface Submission<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Configuration: items of one batch. */
const batchSizeMax = 200;

/** How a batcher treats concurrency and failure. */
export interface BatcherOptions {
  /**
   * Batches in flight; 1 when left out. More than one makes smaller batches and hides the wait for the disk.
   */
  readonly maxInFlight?: number;
  /**
   * `isolate`, the default: a batch that fails is processed again item by item, so that a bad item fails
   * alone. `shared`: a failure is everyone's.
   */
  readonly failures?: 'isolate' | 'shared';
}

/**
 * Processes items in batches: while one batch is in flight the next fills up. No timer is involved, so at low
 * load a batch is one item. A transient failure is everyone's: item by item it would only fail again.
 */
export class Batcher<Item, Result> {
  private waiting: Submission<Item, Result>[] = [];
  private readonly running = new Set<Promise<void>>();
  private inFlight = 0;
  private readonly maxInFlight: number;
  private readonly failures: 'isolate' | 'shared';

  /** `processBatch` returns one result per item, in order. */
  constructor(
    private readonly processBatch: (items: readonly Item[]) => Promise<readonly Result[]>,
    { maxInFlight = 1, failures = 'isolate' }: BatcherOptions = {},
  ) {
    this.maxInFlight = maxInFlight;
    this.failures = failures;
  }

  /** Resolves with the item's own result. @throws what `processBatch` throws for it. */
  submit(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.inFlight < this.maxInFlight) this.start();
    });
  }

  /** Resolves when nothing is waiting or in flight. */
  async idle(): Promise<void> {
    await Promise.all(this.running);
  }

  private start(): void {
    this.inFlight += 1;
    const run = this.run();
    this.running.add(run);
    void run.finally(() => this.running.delete(run));
  }

  private async run(): Promise<void> {
    // Whatever arrives in this turn of the event loop joins the first batch: one turn reads many sockets.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, batchSizeMax);
      await this.process(batch).catch((error: unknown) => this.recover(batch, error));
    }
    // Synchronous with the check above: an item submitted in the next microtask starts the next run.
    this.inFlight -= 1;
  }

  private async recover(batch: readonly Submission<Item, Result>[], error: unknown): Promise<void> {
    if (batch.length === 1 || this.failures === 'shared' || isTransient(error)) {
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const submission of batch) await this.process([submission]).catch(submission.reject);
  }

  private async process(batch: readonly Submission<Item, Result>[]): Promise<void> {
    const results = await this.processBatch(batch.map(({ item }) => item));
    batch.forEach(({ resolve }, index) => {
      resolve(results[index] as Result);
    });
  }
}
