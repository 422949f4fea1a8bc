import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Client } from 'pg';
import { sealKeysOf, sealLine, type SealKeys } from '@canbao/evidence';
import { lastSeal } from '@canbao/postgres';
import { pause } from '@canbao/runtime';
import type { EvidenceFinding } from './evidence-finding';
import { storedSeals } from './seals';

/** A seal is stored a moment before its line is written. */
const patienceMs = 3_000;

/** The public keys in a folder of seals; none where it has none. */
export const keysIn = (folder: string): SealKeys | undefined => {
  const file = join(folder, 'public.jwk');
  return existsSync(file) ? sealKeysOf(JSON.parse(readFileSync(file, 'utf8')) as never) : undefined;
};

/** Compares the seals of the database with those that were written to the service's file, line by line. */
export const verifySealFile = async (client: Client, file: string): Promise<EvidenceFinding[]> => {
  const { version: stored } = await lastSeal(client);
  if (!existsSync(file))
    return stored === 0 ? [] : [finding(`there is no ${file}, and ${stored} seals are stored`)];
  const written = await linesOnceWritten(file, stored);
  const lines = linesOf(file);
  const findings: EvidenceFinding[] = [];
  for await (const seal of storedSeals(client, stored)) {
    const { value: line, done = false } = await lines.next();
    if (done) break;
    if (line !== sealLine(seal)) findings.push(finding(`line ${seal.number} of ${file} is another seal`));
  }
  if (written < stored)
    findings.push(finding(`${file} ends at seal ${written}, and ${stored} seals are stored`));
  const { version: now } = await lastSeal(client);
  if (written > now)
    findings.push(finding(`${file} has ${written} seals, and ${now} are stored: some were taken away`));
  return findings;
};

const finding = (sentence: string): EvidenceFinding => ({ kind: 'seal-file', sentence });

const linesOnceWritten = async (file: string, stored: number): Promise<number> => {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    let written = 0;
    for await (const _ of linesOf(file)) written += 1;
    if (written >= stored || performance.now() > deadline) return written;
    await pause(200);
  }
};

async function* linesOf(file: string): AsyncGenerator<string> {
  yield* createInterface({ input: createReadStream(file) });
}
