import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

export const isFree = (port: number): Promise<boolean> =>
  new Promise((answer) => {
    const probe = createServer()
      .once('error', () => answer(false))
      .once('listening', () => probe.close(() => answer(true)))
      .listen(port, '127.0.0.1');
  });

// Below the range that systems take ports of outgoing connections from (Linux: from 32768): one of those
// could take one of these ports between the check and the start.
const [lowest, highest] = [10_000, 32_000];

/** Ports in a row that are free now, for a portal and what listens after it. */
export const freePorts = async (count: number): Promise<number[]> => {
  for (;;) {
    const first = randomInt(lowest, highest - count);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return ports;
  }
};
