import { parentPort } from 'node:worker_threads';
import { pdfOf } from './pdf';
import type { Printed, PrintJob } from './printer';

// One paper at a time: the thread has nothing else to do.
parentPort?.on('message', ({ id, sheet, checkUrl }: PrintJob) => {
  pdfOf(sheet, checkUrl).then(
    (pdf) => parentPort?.postMessage({ id, pdf } satisfies Printed),
    (error: unknown) => parentPort?.postMessage({ id, error: String(error) } satisfies Printed),
  );
});
