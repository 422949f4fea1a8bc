import { Worker } from 'node:worker_threads';
import { Problem } from '@canbao/service-kit';
import type { Sheet } from './sheet';

/** Configuration: papers that may wait, and how long one may take in ms before its thread is ended. */
const [waitingMax, printMs] = [64, 30_000];

/** What the thread is asked. */
export interface PrintJob {
  readonly id: number;
  readonly sheet: Sheet;
  readonly checkUrl: string;
}
/** What it answers. */
export type Printed =
  { readonly id: number; readonly pdf: Uint8Array } | { readonly id: number; readonly error: string };

interface Waiting {
  readonly done: (pdf: Buffer) => void;
  readonly failed: (error: Error) => void;
}

/**
 * Prints papers in a thread of its own: laying one out takes tens of milliseconds, in which the portal would
 * forward no payment. The thread begins with the first paper, and anew when it has ended.
 */
export class Printer {
  private readonly waiting = new Map<number, Waiting>();
  private worker: Worker | undefined;
  private lastId = 0;

  /** @param thread the JavaScript file of the thread */
  constructor(private readonly thread: string) {}

  /** A sheet as PDF. @throws Problem `busy` when too many wait, or when the thread has ended over it. */
  async print(sheet: Sheet, checkUrl: string): Promise<Buffer> {
    if (this.waiting.size >= waitingMax) throw Problem.general('busy');
    const id = (this.lastId += 1);
    const worker = (this.worker ??= this.begin());
    const timer = setTimeout(() => void worker.terminate(), printMs * (this.waiting.size + 1));
    try {
      return await new Promise<Buffer>((done, failed) => {
        this.waiting.set(id, { done, failed });
        worker.postMessage({ id, sheet, checkUrl } satisfies PrintJob);
      });
    } finally {
      clearTimeout(timer);
      this.waiting.delete(id);
    }
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private begin(): Worker {
    const worker = new Worker(this.thread);
    worker.unref();
    worker.on('message', (printed: Printed) => {
      const job = this.waiting.get(printed.id);
      if ('pdf' in printed) job?.done(Buffer.from(printed.pdf));
      else job?.failed(new Error(printed.error));
    });
    // Without a listener an error of the thread would end the portal.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      if (this.worker === worker) this.worker = undefined;
      for (const { failed } of this.waiting.values()) failed(Problem.general('busy'));
    });
    return worker;
  }
}
