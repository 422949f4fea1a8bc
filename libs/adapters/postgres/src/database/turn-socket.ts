import { Socket } from 'node:net';

/**
 * A socket that sends everything written in one turn of the event loop as one packet. The driver writes each
 * query separately, and each write wakes the server process: without this, a transaction of several pipelined
 * queries would cost as many wake-ups as queries.
 */
export class TurnSocket extends Socket {
  private corked = false;

  override write(chunk: string | Uint8Array, ...rest: never[]): boolean {
    if (!this.corked) {
      this.corked = true;
      this.cork();
      process.nextTick(() => {
        this.corked = false;
        this.uncork();
      });
    }
    return super.write(chunk, ...rest);
  }
}
