import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/problem';

/** Configuration: more than the longest body of any call, files excepted. */
export const bodyBytesMax = 256 * 1024;

/** Whether the headers of a request announce a body. */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/**
 * The whole body of a request.
 * @throws Problem `body-too-large` as soon as it is known to be.
 */
export const wholeBody = (
  { headers }: FastifyRequest,
  payload: Readable,
  bytesMax = bodyBytesMax,
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    if (Number(headers['content-length'] ?? 0) > bytesMax) throw Problem.general('body-too-large');
    const chunks: Buffer[] = [];
    let bytes = 0;
    payload.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else reject(Problem.general('body-too-large'));
    });
    payload.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    // Its sender is gone.
    payload.once('error', () => reject(Problem.general('invalid-request')));
  });
