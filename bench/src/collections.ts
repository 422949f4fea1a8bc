import { QuoteTokens, type QuoteKeys } from '@canbao/service-kit';
import { randomUUID } from 'node:crypto';

const shanghai = (epochMs: number): string =>
  `${new Date(epochMs + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`;

export interface Collection {
  readonly personId: string;
  readonly body: string;
  readonly request: Buffer;
}

/**
 * Reports of money taken at a bank's counter, each for a new person: one pension month, with a quote token
 * signed as assessment signs it, a transaction number and an idempotency key. Prepared before a round, so
 * that they cost nothing in it.
 */
export class Collections {
  private readonly tokens: QuoteTokens;
  private readonly ready: Collection[] = [];

  constructor(
    quoteKeys: QuoteKeys,
    private readonly bankToken: string,
  ) {
    this.tokens = new QuoteTokens(quoteKeys);
  }

  prepare(count: number): void {
    this.ready.length = 0;
    for (let made = 0; made < count; made += 1) this.ready.push(this.make());
  }

  /** The next report; made on the spot when the prepared ones are used up. */
  next(): Collection {
    return this.ready.pop() ?? this.make();
  }

  private make(): Collection {
    const personId = randomUUID();
    const now = Date.now();
    const line = {
      item: 'pension',
      month: shanghai(now).slice(0, 7),
      base: '7492.00',
      rate: '0.2',
      amount: '1498.40',
      parts: { pooledFund: '899.04', personalAccount: '599.36' },
    };
    const claims = {
      quoteId: randomUUID(),
      personId,
      insurance: 'pension',
      district: '370102',
      lines: [line],
      total: '1498.40',
      issuedAt: shanghai(now),
      expiresAt: shanghai(now + 24 * 3_600_000),
      certificateHash: 'ab'.repeat(32),
    };
    const body = JSON.stringify({
      quoteToken: this.tokens.write(claims),
      channelTransactionNo: randomUUID(),
      amount: '1498.40',
      paidAt: shanghai(now),
      method: 'cash',
    });
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    return { personId, body, request: this.post('/v1/collections', headers, body) };
  }

  /** A request that reports collections as one file. */
  file(count: number): Buffer {
    const body = Array.from({ length: count }, () => this.make().body).join('\n');
    return this.post('/v1/collection-files', { 'content-type': 'application/x-ndjson' }, body);
  }

  /** The bytes of a request of the bank; the body is ASCII. */
  private post(path: string, headers: Readonly<Record<string, string>>, body: string): Buffer {
    const all = {
      host: '127.0.0.1',
      authorization: `Bearer ${this.bankToken}`,
      ...headers,
      'content-length': body.length,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  }
}
