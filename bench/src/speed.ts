import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

/**
 * How fast one core is at something that a payment requires; machines of the same name differ several times
 * over.
 */
export const signatureChecksPerSecond = (forMs = 300): number => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const text = Buffer.alloc(900, 'x');
  const signature = sign(null, text, privateKey);
  const [began, until] = [performance.now(), performance.now() + forMs];
  let checked = 0;
  for (; performance.now() < until; checked += 1) verify(null, text, publicKey, signature);
  return Math.round((checked * 1000) / (performance.now() - began));
};

const probeMs = 150;
if (!isMainThread)
  parentPort?.on('message', () => {
    parentPort?.postMessage(signatureChecksPerSecond(probeMs));
  });

let others: readonly Worker[] | undefined;
let fastest = 0;

/**
 * The machine's current speed on all cores at once, as a share of the fastest that this process has seen.
 * Unseen neighbours slow a virtual machine, from minute to minute, and mostly where it uses more than one
 * core.
 */
export const speed = async (): Promise<number> => {
  others ??= Array.from({ length: availableParallelism() - 1 }, () => {
    const worker = new Worker(__filename);
    worker.unref();
    return worker;
  });
  const answers = others.map(
    (worker) =>
      new Promise<number>((resolve) => {
        worker.once('message', resolve);
        worker.postMessage('probe');
      }),
  );
  const now = [signatureChecksPerSecond(probeMs), ...(await Promise.all(answers))].reduce(
    (sum, speed) => sum + speed,
    0,
  );
  fastest = Math.max(fastest, now);
  return now / fastest;
};
