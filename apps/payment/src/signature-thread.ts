import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';

// The other side of QuoteTokens: for each signed text, whether it is signed with the key.
const key = createPublicKey({ key: JSON.parse(workerData as string) as JsonWebKey, format: 'jwk' });

parentPort?.on('message', (asked: readonly { text: string; signature: string }[]) => {
  parentPort?.postMessage(asked.map(({ text, signature }) => verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))));
});
