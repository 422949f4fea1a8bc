import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { bodyHash, readClaim, signatureHeader, signedText, writeClaim } from '@canbao/service-kit/signing';
import { signerBy, verifierBy, type CertifyKeys, type NamedKey } from './keys';
import { genuine, type Step } from './script';

/** One request as it arrived, and how its signature stood. */
export interface Seen {
  readonly atMs: number;
  readonly kind: 'collect' | 'reverse' | 'other';
  /** The gateway's number. */
  readonly no: string;
  readonly body: string;
  readonly nonce: string;
  readonly kid: string;
  readonly idempotencyKey: string;
  /** What is wrong with how it was sent; nothing, if it is as `docs/integration/bank.md` says. */
  readonly faults: readonly string[];
}

/** Money as the platform has it, by the gateway's number. */
export interface Booked {
  readonly body: string;
  readonly amount: string;
  readonly state: 'paid' | 'reversed' | 'void';
  readonly orderId: string;
}

const freshSeconds = 300;

/** The platform's side, scripted: it books in memory, and answers as it is told. */
export class ScriptedPlatform {
  readonly seen: Seen[] = [];
  readonly books = new Map<string, Booked>();
  private steps: Step[] = [];
  private readonly server: Server;
  /** Which nonces came before, and the signature of the answer before this one. */
  private readonly nonces = new Set<string>();
  private former: string | undefined;

  constructor(
    private readonly keys: CertifyKeys,
    /** Longer than the gateway waits. */
    private readonly lateMs: number,
  ) {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => {
      this.server.listen(port, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }

  /** What it does with the next requests; then it is genuine again. */
  play(steps: readonly Step[]): void {
    this.steps = [...steps];
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await buffer(request);
      const seen = this.note(request, body);
      const step = this.next(seen.kind);
      // What is not proven is not worked on, whatever the script says.
      const refused = seen.faults.length > 0;
      const answer = refused ? refusal(seen.faults) : this.work(seen, step);
      await this.answer(request, response, seen, refused ? genuine : step, answer);
    } catch {
      response.destroy();
    }
  }

  private next(kind: Seen['kind']): Step {
    const at = this.steps.findIndex(({ only }) => only === undefined || only === kind);
    const [step = genuine] = at < 0 ? [] : this.steps.splice(at, 1);
    return step;
  }

  private note(request: IncomingMessage, body: Buffer): Seen {
    const { method = '', url = '', headers } = request;
    const text = body.toString();
    const reversed = /^\/v1\/collections\/([^/]+)\/reversal$/.exec(url)?.[1];
    const isCollection = method === 'POST' && url === '/v1/collections';
    const claim = readClaim(String(headers[signatureHeader] ?? ''));
    const seen: Seen = {
      atMs: Date.now(),
      kind: isCollection ? 'collect' : reversed === undefined ? 'other' : 'reverse',
      no: reversed ?? (isCollection ? numberIn(text) : ''),
      body: text,
      nonce: claim?.nonce ?? '',
      kid: claim?.key ?? '',
      idempotencyKey: String(headers['idempotency-key'] ?? ''),
      faults: [...this.faultsOf(request, body)],
    };
    this.seen.push(seen);
    return seen;
  }

  private *faultsOf(
    { method = '', url = '', headers, headersDistinct }: IncomingMessage,
    body: Buffer,
  ): Generator<string, void> {
    if (headers.authorization !== `Bearer ${this.keys.token}`) yield 'without its bearer token';
    if (method === 'POST' && headers['idempotency-key'] === undefined) yield 'without Idempotency-Key';
    const sent = headersDistinct[signatureHeader] ?? [];
    const claim = readClaim(sent[0] ?? '');
    if (sent.length !== 1 || claim === undefined) {
      yield 'without a Canbao-Signature that can be read';
      return;
    }
    const key = this.keys.gateway.find(({ kid }) => kid === claim.key);
    if (key === undefined || key.algorithm !== claim.algorithm) {
      yield `signed by ${claim.key}`;
      return;
    }
    if (Math.abs(Date.now() / 1000 - Number(claim.timestamp)) > freshSeconds) yield 'with a stale timestamp';
    if (this.nonces.has(claim.nonce)) yield 'with a nonce that was used before';
    this.nonces.add(claim.nonce);
    const { algorithm } = key;
    const hash = bodyHash(algorithm).update(body).digest('hex');
    const text = signedText({ ...claim, algorithm, methodOrStatus: method, target: url, bodyHash: hash });
    if (!verifierBy(key)(text, claim.signature)) yield 'with a signature that does not prove it';
  }

  /** Books what is told, and says what became of it. */
  private work({ kind, no, body }: Seen, { works, says, changes = {} }: Step): Answer {
    const told = works ? this.book(kind, no, body) : { status: statuses[kind], body: wouldBe(kind, body) };
    return says ?? { ...told, body: { ...told.body, ...changes } };
  }

  private book(kind: Seen['kind'], no: string, body: string): Answer {
    const known = this.books.get(no);
    if (kind === 'reverse') {
      const state = known === undefined || known.state === 'void' ? 'void' : 'reversed';
      const { orderId, amount, body: told } = known ?? { orderId: randomUUID(), amount: '0.00', body: '' };
      this.books.set(no, { orderId, amount, body: told, state });
      return { status: 200, body: { orderId, status: state === 'void' ? 'awaiting-original' : 'reversed' } };
    }
    const { amount } = JSON.parse(body) as { readonly amount: string };
    const booked = known ?? { body, amount, state: 'paid' as const, orderId: randomUUID() };
    // Money that comes in after its reversal is void.
    this.books.set(no, booked);
    const status = booked.state === 'paid' ? 'paid' : booked.state === 'void' ? 'in-suspense' : 'reversed';
    return { status: statuses[kind], body: { ...receipt(booked.orderId, amount), status } };
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
    { nonce }: Seen,
    { answers = 'in-time', signed = 'right' }: Step,
    { status, body, retryAfterSeconds }: Answer,
  ): Promise<void> {
    if (answers === 'never') return;
    if (answers === 'late') await pause(this.lateMs);
    const text = JSON.stringify(body);
    const header = await this.signature(signed, status, request.url ?? '', nonce, text);
    response.writeHead(status, {
      'content-type': status < 400 ? 'application/json' : 'application/problem+json',
      'content-length': Buffer.byteLength(text),
      ...(header === undefined ? {} : { [signatureHeader]: header }),
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    });
    if (answers !== 'broken') return void response.end(text);
    response.write(text.slice(0, text.length / 2), () => response.destroy());
  }

  private async signature(
    how: NonNullable<Step['signed']>,
    status: number,
    target: string,
    nonce: string,
    body: string,
  ): Promise<string | undefined> {
    if (how === 'none') return undefined;
    const { platform, foreign } = this.keys;
    const key = how === 'next-key' ? platform[1] : how === 'unknown-key' ? foreign : platform[0];
    const offset = how === 'stale' ? -2 * freshSeconds : how === 'future' ? 2 * freshSeconds : 0;
    const by: NamedKey = how === 'wrong' ? { ...foreign, kid: platform[0].kid } : key;
    const timestamp = String(Math.floor(Date.now() / 1000) + offset);
    const fields = { algorithm: by.algorithm, key: by.kid, timestamp, nonce };
    const hash = bodyHash(by.algorithm).update(body).digest('hex');
    const text = signedText({ ...fields, methodOrStatus: String(status), target, bodyHash: hash });
    const { former } = this;
    this.former = writeClaim({ ...fields, signature: await signerBy(by)(text) });
    return how === 'of-another-request' ? former : this.former;
  }
}

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly retryAfterSeconds?: number;
}

const numberIn = (body: string): string => {
  try {
    return String((JSON.parse(body) as { readonly channelTransactionNo?: unknown }).channelTransactionNo);
  } catch {
    return '';
  }
};

const receipt = (orderId: string, amount: string) => ({
  orderId,
  receiptNo: `CB${orderId.slice(0, 8)}`,
  total: amount,
  amount,
});

/** What a forger says who has booked nothing. */
/** As the contract has it. */
const statuses = { collect: 201, reverse: 200, other: 200 } as const;

const wouldBe = (kind: Seen['kind'], body: string): object => {
  if (kind === 'reverse') return { orderId: randomUUID(), status: 'reversed' };
  const { amount = '0.00' } = JSON.parse(body) as { readonly amount?: string };
  return { ...receipt(randomUUID(), amount), status: 'paid' };
};

const refusal = (faults: readonly string[]): Answer => ({
  status: 401,
  body: { status: 401, code: 'signature-refused', detail: faults.join('; '), retryable: false },
});
