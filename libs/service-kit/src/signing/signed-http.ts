import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { operationOf, type OperationRequest } from '../http/operation-request';
import { Problem } from '../http/problem';
import { bodyHash, type SignatureAlgorithm } from './algorithms';
import type { RequestSignatures } from './request-signatures';
import { signatureHeader } from './signed-text';

const hashOf =
  (bytes: string | Uint8Array) =>
  (algorithm: SignatureAlgorithm): string =>
    bodyHash(algorithm).update(bytes).digest('hex');

/** Proves a signature on a body that is there in full. @throws Problem `signature-refused`. */
export const proveBody = (
  signatures: RequestSignatures | undefined,
  request: OperationRequest,
  body: Uint8Array,
): Promise<void> | undefined => signatures?.prove(request, hashOf(body));

/** Configuration: longer than a bank's file of a day. */
const fileBytesMax = 512 * 1024 * 1024;

/**
 * The file of a signed request once its signature is proven: nothing of it is worked on before, so it waits
 * on the disk meanwhile. A file without a signature is passed on as it arrives.
 * @throws Problem `signature-refused` or `body-too-large`.
 */
export const provenFile = async (
  signatures: RequestSignatures | undefined,
  request: OperationRequest,
  file: Readable,
): Promise<Readable> => {
  const { claimed } = request;
  const isExpected = operationOf(request)?.lines !== undefined;
  if (claimed === undefined || signatures === undefined || !isExpected) return file;
  const folder = await mkdtemp(join(tmpdir(), 'canbao-signed-'));
  const path = join(folder, 'file');
  try {
    const hash = bodyHash(claimed.key.algorithm);
    await spool(file, path, (chunk) => void hash.update(chunk));
    const digest = hash.digest('hex');
    await signatures.prove(request, () => digest);
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
  const proven = createReadStream(path);
  proven.once('close', () => void rm(folder, { recursive: true, force: true }));
  return proven;
};

const spool = async (file: Readable, path: string, seen: (chunk: Buffer) => void): Promise<void> => {
  const stored = createWriteStream(path, { mode: 0o600 });
  let bytes = 0;
  try {
    for await (const chunk of file as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > fileBytesMax) throw Problem.general('body-too-large');
      seen(chunk);
      if (!stored.write(chunk)) await once(stored, 'drain');
    }
  } finally {
    stored.end();
    await once(stored, 'close');
  }
};

/** Proves signed requests without a body, and signs the answers. To be called before routes are added. */
export const signAnswers = (app: FastifyInstance, signatures: RequestSignatures | undefined): void => {
  if (signatures === undefined) return;
  app.addHook('preValidation', async (request) => proveBody(signatures, request, Buffer.alloc(0)));
  app.addHook('onSend', async (request: OperationRequest, reply, payload) => {
    if (request.caller === undefined || request.raw.headersDistinct[signatureHeader] === undefined)
      return payload;
    const body = await wholeOf(payload);
    const signature = await signatures.answered(request, reply.statusCode, hashOf(body));
    if (signature !== undefined) void reply.header(signatureHeader, signature);
    return payload instanceof Readable ? body : payload;
  });
};

const wholeOf = async (payload: unknown): Promise<string | Buffer> => {
  if (payload instanceof Readable) return Buffer.concat(await payload.toArray());
  return typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : '';
};
