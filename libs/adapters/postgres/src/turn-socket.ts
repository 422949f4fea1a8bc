import { Socket } from 'node:net';

/**
 * Sends what is written in one turn of the event loop together. The driver writes each query by itself, and
 * each write
 * wakes the server's process: several queries of one transaction would cost as many wakes as queries.
 */
export class TurnSocket extends Socket {
  private gathering = false;

  override write(chunk: string | Uint8Array, ...rest: never[]): boolean {
    if (!this.gathering) {
      this.gathering = true;
      this.cork();
      process.nextTick(() => {
        this.gathering = false;
        this.uncork();
      });
    }
    return super.write(chunk, ...rest);
  }
}
