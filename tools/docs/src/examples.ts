import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allOperations, type Operation } from '@canbao/contracts';
import type { Example, Examples } from '@canbao/portal/examples';

/** A call as journeys record it (`RECORD_CALLS`). */
export interface Recorded extends Example {
  readonly method: string;
  readonly path: string;
}

const file = join(__dirname, '../../../apps/portal/assets/examples.json');
const refusalsMax = 2;
const itemsMax = 3;

/** Examples as they are kept. */
export const storedExamples = (): Examples => JSON.parse(readFileSync(file, 'utf8')) as Examples;

/**
 * `node tools/docs/dist/examples.js calls.jsonl`: keeps one success of each call, and what it may refuse.
 * @throws Error where a service has answered otherwise than its contract says: no example hides that.
 */
const main = (recording: string): void => {
  const calls = readFileSync(recording, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded);
  const broken = brokenReplies(calls);
  if (broken.length > 0) throw new Error(`replies that break their contract:\n${broken.join('\n')}`);
  const kept = Object.fromEntries(
    allOperations
      .map((operation) => [operation.id, examplesOf(operation, calls)] as const)
      .filter(([, examples]) => examples.length > 0),
  );
  writeFileSync(file, `${JSON.stringify(kept, undefined, 2)}\n`);
  process.stdout.write(`examples of ${Object.keys(kept).length} of ${allOperations.length} calls\n`);
};

/** Every kind of success that is not as its contract has it: the call, and what is wrong. */
export const brokenReplies = (calls: readonly Recorded[]): string[] => {
  const found = allOperations.flatMap((operation) =>
    successesOf(operation, calls).flatMap(({ path, reply }) => {
      const [issue] = operation.reply.safeParse(reply).error?.issues ?? [];
      return issue === undefined
        ? []
        : [`${operation.id} (${path}): ${issue.path.map(String).join('.')} ${issue.message}`];
    }),
  );
  return [...new Set(found)];
};

/** Papers have other forms beside their JSON, under the same path with an ending. */
const successesOf = (operation: Operation, calls: readonly Recorded[]): readonly Recorded[] =>
  calls.filter(
    ({ method, path, status, reply }) =>
      method === operation.method &&
      matches(operation, path) &&
      status === operation.status &&
      typeof reply === 'object' &&
      reply !== null,
  );

const examplesOf = (operation: Operation, calls: readonly Recorded[]): readonly Example[] => {
  const own = calls.filter(({ method, path }) => method === operation.method && matches(operation, path));
  const successes = successesOf(operation, calls).filter(({ reply }) => !isEmpty(reply));
  const refused = own.filter(({ status }) => status === 422);
  const different = [...new Map(refused.map((call) => [codeOf(call), call])).values()].slice(0, refusalsMax);
  return [...successes.slice(0, 1), ...different].map(({ status, body, reply }) => ({
    status,
    // A file or a message of somebody else's form is no example of JSON.
    ...(body === undefined || typeof body === 'string' ? {} : { body: publishable(body) }),
    ...(reply === undefined ? {} : { reply: publishable(reply) }),
  }));
};

const matches = ({ path: pattern }: Operation, path: string): boolean => {
  const wanted = pattern.replaceAll(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^/v1${wanted}$`).test(path.split('?')[0] ?? '');
};

const codeOf = ({ reply }: Recorded): unknown => (reply as { readonly code?: unknown } | undefined)?.code;

/** A list of nothing shows nothing. */
const isEmpty = (reply: unknown): boolean => {
  const { items } = (reply ?? {}) as { readonly items?: readonly unknown[] };
  return items?.length === 0;
};

/** Identity numbers stand nowhere, not even those that were made up; a long list is told by its first. */
const publishable = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.slice(0, itemsMax).map(publishable);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, publishable(part)]));
  return typeof value === 'string' ? value.replaceAll(/\b\d{17}[\dX]\b/g, '<identity number>') : value;
};

const [, , recording] = process.argv;
if (require.main === module && recording !== undefined) main(recording);
