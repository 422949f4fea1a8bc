import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '@canbao/service-kit';

/** Configuration: files that one caller may send at a time. */
const perCaller = 8;
/** Files that all callers may send to one service at a time; each holds a connection to it. */
export const filesMax = 64;

/** Bounds the files on their way, so that nobody's hold up another's, or any other call. */
export class Uploads {
  private readonly ofCaller = new Map<string, number>();
  private flowing = 0;

  /**
   * Admits a file by its headers, until its answer is sent.
   * @throws Problem `too-many-files`.
   */
  readonly admit = async ({ headers, ip }: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const caller = headers.authorization ?? ip;
    const files = (this.ofCaller.get(caller) ?? 0) + 1;
    if (files > perCaller) throw Problem.general('too-many-files');
    this.ofCaller.set(caller, files);
    reply.raw.once('close', () => {
      const left = (this.ofCaller.get(caller) ?? 1) - 1;
      if (left === 0) this.ofCaller.delete(caller);
      else this.ofCaller.set(caller, left);
    });
  };

  /**
   * Hands over a file once its first bytes are there: the service then sees who sends it, and ends what it
   * does not take.
   * @throws Problem `busy` when too many are on their way.
   */
  async pass<T>(file: IncomingMessage, send: (file: Readable) => Promise<T>): Promise<T> {
    // An empty file has an end, and no first bytes.
    if (file.readableLength === 0) await Promise.race([once(file, 'readable'), once(file, 'end')]);
    if (this.flowing >= filesMax) throw Problem.general('busy');
    this.flowing += 1;
    try {
      return await send(passedOn(file));
    } finally {
      this.flowing -= 1;
    }
  }
}

/**
 * The file as a stream that may be destroyed: a service that refuses it early must not end the connection of
 * its sender, but a sender who goes away ends it.
 */
const passedOn = (file: IncomingMessage): Readable => {
  const passed = new PassThrough();
  file.once('close', () => {
    if (!file.complete) passed.destroy(new Error('its sender is gone'));
  });
  return file.pipe(passed);
};
