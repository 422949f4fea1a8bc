import { randomUUID } from 'node:crypto';
import type { Credentials } from '@canbao/infra-local/keys';
import { checkDigitOf } from '@canbao/vocabulary';

const two = (number: number): string => String(number).padStart(2, '0');

/** The nth number with a valid check digit: 500,000 of them, born in the last quarter of a year. */
const identityNumber = (index: number): string => {
  const [serial, days] = [(index % 999) + 1, Math.floor(index / 999)];
  const [day, rest] = [(days % 28) + 1, Math.floor(days / 28)];
  const [month, year] = [(rest % 3) + 10, Math.floor(rest / 3) + 1970];
  const body = `370102${year}${two(month)}${two(day)}${String(serial).padStart(3, '0')}`;
  return body + checkDigitOf(body);
};

const shanghai = (epochMs: number): string =>
  `${new Date(epochMs + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`;

export interface Quoted {
  readonly token: string;
  readonly total: string;
}

/** The calls of HRSS and a bank to the portal; each person is new, and each call must succeed. */
export class RealPayments {
  private registered = 0;

  constructor(
    private readonly baseUrl: string,
    private readonly tokens: Pick<Credentials['tokens'], 'hrss'> & {
      readonly banks: Readonly<Record<string, string>>;
    },
  ) {}

  /** Registers a person and, once settled, enrols them for pension; their id. */
  async register(settle: () => Promise<void>): Promise<string> {
    const { hrss } = this.tokens;
    const identity = { idNumber: identityNumber((this.registered += 1)), name: '测试乙' };
    const { personId } = await this.call<{ personId: string }>(hrss, 'POST', '/persons', identity);
    await settle();
    const enrolment = { district: '370102', from: '2020-01-01' };
    await this.call(hrss, 'PUT', `/persons/${personId}/enrolments/pension`, enrolment);
    return personId;
  }

  /** One pension month. */
  quote(personId: string): Promise<Quoted> {
    const months = [shanghai(Date.now()).slice(0, 7)];
    const wanted = { personId, insurance: 'pension', months, base: '7492.00' };
    return this.call(this.bank, 'POST', '/quotes', wanted);
  }

  /** Reports the money as taken at the counter. */
  async collect(quoted: Quoted): Promise<void> {
    const { status } = await this.call<{ status: string }>(
      this.bank,
      'POST',
      '/collections',
      collection(quoted),
    );
    if (status !== 'paid') throw new Error(`a collection was ${status}`);
  }

  /** Reports all in one file. */
  async collectFile(quotes: readonly Quoted[]): Promise<void> {
    const lines = quotes.map((quoted) => JSON.stringify(collection(quoted))).join('\n');
    const { paid } = await this.call<{ paid: number }>(this.bank, 'POST', '/collection-files', lines);
    if (paid !== quotes.length) throw new Error(`${paid} of the file's ${quotes.length} lines were paid`);
  }

  private get bank(): string {
    return this.tokens.banks['ccb'] ?? '';
  }

  private async call<Answer>(
    token: string,
    method: string,
    path: string,
    body: object | string,
  ): Promise<Answer> {
    const isFile = typeof body === 'string';
    const response = await fetch(`${this.baseUrl}/v1${path}`, {
      method,
      body: isFile ? body : JSON.stringify(body),
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': isFile ? 'application/x-ndjson' : 'application/json',
        ...(method === 'POST' && !isFile ? { 'idempotency-key': randomUUID() } : {}),
      },
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path} was answered ${response.status} ${text.slice(0, 300)}`);
    return JSON.parse(text) as Answer;
  }
}

const collection = ({ token, total }: Quoted): object => ({
  quoteToken: token,
  channelTransactionNo: randomUUID(),
  amount: total,
  paidAt: shanghai(Date.now()),
  method: 'cash',
});

/** Runs the work for each item with so many callers; the results in the items' order. */
export const withCallers = async <Item, Result>(
  callers: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> => {
  const results: Result[] = [];
  let next = 0;
  const call = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as Item);
  };
  await Promise.all(Array.from({ length: callers }, call));
  return results;
};
