import { QuoteKeys } from '@canbao/service-kit';
import { Collections } from './collections';
import { HttpConnection } from './http-connection';
import { closedLoop, openLoop } from './loops';
import type { Round } from './stats';

// The load generator: a separate process, controlled over IPC.
export type Order =
  | { readonly kind: 'closed'; readonly port: number; readonly callers: number; readonly seconds: number }
  | { readonly kind: 'open'; readonly port: number; readonly rate: number; readonly seconds: number }
  | { readonly kind: 'prepare'; readonly count: number }
  | { readonly kind: 'prepare-file'; readonly count: number }
  | { readonly kind: 'file'; readonly port: number };
export interface Loaded extends Round {
  /** Who paid, and when the answer came (epoch ms). */
  readonly persons: readonly string[];
  readonly acceptedAt: readonly number[];
  /** When the first call of an open loop was due (epoch ms). */
  readonly beganAt: number;
}
export type Report =
  { readonly ok: true; readonly loaded?: Loaded } | { readonly ok: false; readonly error: string };

const connectionsMax = 256;
const { QUOTE_KEYS = '{}', BANK_TOKEN = '' } = process.env;
const collections = new Collections(QuoteKeys.parse(JSON.parse(QUOTE_KEYS)), BANK_TOKEN);

const load = async (order: Extract<Order, { kind: 'closed' | 'open' }>): Promise<Loaded> => {
  const idle = await Promise.all(
    Array.from({ length: order.kind === 'closed' ? order.callers : connectionsMax }, () =>
      HttpConnection.open(order.port),
    ),
  );
  const all = [...idle];
  const queue: ((connection: HttpConnection) => void)[] = [];
  const persons: string[] = [];
  const acceptedAt: number[] = [];
  const pay = async (): Promise<void> => {
    const connection =
      idle.pop() ??
      (await new Promise<HttpConnection>((resolve) => {
        queue.push(resolve);
      }));
    const { personId, request } = collections.next();
    const { status, body } = await connection.send(request);
    if (status !== 201 || !body.includes('"status":"paid"'))
      throw new Error(`a collection was answered ${status} ${body.slice(0, 300)}`);
    persons.push(personId);
    acceptedAt.push(Date.now());
    const next = queue.shift();
    if (next === undefined) idle.push(connection);
    else next(connection);
  };
  const beganAt = Date.now();
  try {
    const round =
      order.kind === 'closed'
        ? await closedLoop(order.callers, order.seconds, pay)
        : await openLoop(order.rate, order.seconds, pay);
    return { ...round, persons, acceptedAt, beganAt };
  } finally {
    for (const connection of all) connection.close();
  }
};

let file: { count: number; request: Buffer } = { count: 0, request: Buffer.alloc(0) };
/** One file, from its first byte until its answer. */
const loadFile = async (port: number): Promise<Loaded> => {
  const connection = await HttpConnection.open(port);
  const [beganAt, began] = [Date.now(), performance.now()];
  const { status, body } = await connection.send(file.request);
  const seconds = (performance.now() - began) / 1000;
  connection.close();
  if (status !== 200 || !body.includes(`"paid":${file.count},`))
    throw new Error(`a file of ${file.count} collections was answered ${status} ${body.slice(0, 300)}`);
  return { count: file.count, seconds, latenciesMs: [seconds * 1000], persons: [], acceptedAt: [], beganAt };
};

const report = (answer: Report): void => void process.send?.(answer);
process.on('message', (order: Order) => {
  if (order.kind === 'prepare') {
    collections.prepare(order.count);
    report({ ok: true });
    return;
  }
  if (order.kind === 'prepare-file') {
    file = { count: order.count, request: collections.file(order.count) };
    report({ ok: true });
    return;
  }
  (order.kind === 'file' ? loadFile(order.port) : load(order)).then(
    (loaded) => report({ ok: true, loaded }),
    (error: unknown) => report({ ok: false, error: String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
