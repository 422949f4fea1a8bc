import { randomUUID } from 'node:crypto';
import { day as dayOf, instant } from '@canbao/calendar';
import { dialectOf, writeDayFile } from '@canbao/channels';
import { bundleIdOf, type QuoteClaims } from '@canbao/contracts';
import type { StatementLine } from '@canbao/domain-payment';
import { yuan } from '@canbao/money';
import type { QuoteKeys } from '@canbao/service-kit';
import { eventually, quoteToken, type Reply, type TestService } from '@canbao/test-servers/service';

const pooled = { 'pooled-unit': '300.00', 'pooled-personal': '75.00', 'mutual-aid': '9.00' } as const;
const parts = { pooledFund: '600.00', personalAccount: '400.00' };

const linesOf = (personId: string, insurance: 'pension' | 'medical'): object[] =>
  insurance === 'pension'
    ? [{ item: 'pension', month: '2022-05', base: '5000.00', rate: '0.2', amount: '1000.00', parts }]
    : Object.entries(pooled).map(([item, amount]) => ({
        item,
        month: '2022-05',
        base: amount,
        rate: '1',
        amount,
        bundleId: bundleIdOf(personId, '2022-05'),
      }));

/** China Construction Bank's counter in 历下区. */
export class Counter {
  constructor(
    private readonly service: TestService,
    private readonly keys: QuoteKeys,
    private readonly now: () => string,
  ) {}

  /** Takes money for a person of their own: 1,000 yuan of pension, or 384 of medical. */
  async collect(
    channelTransactionNo: string,
    insurance: 'pension' | 'medical' = 'pension',
    change: object = {},
    claimed: object = {},
  ): Promise<Reply> {
    const personId = randomUUID();
    const total = insurance === 'pension' ? '1000.00' : '384.00';
    const bundleId = bundleIdOf(personId, '2022-05');
    const bundle = { bundleId, month: '2022-05', scheme: 'pooled', items: Object.keys(pooled) };
    const claims = {
      quoteId: randomUUID(),
      personId,
      insurance,
      district: '370102',
      lines: linesOf(personId, insurance),
      total,
      issuedAt: this.minutes(-2),
      expiresAt: this.minutes(20),
      certificateHash: 'none',
      ...(insurance === 'medical' ? { bundles: [bundle] } : {}),
      ...claimed,
    } as QuoteClaims;
    return this.service.call({ bank: 'ccb' }, 'POST', '/v1/collections', {
      quoteToken: await quoteToken(claims, this.keys),
      channelTransactionNo,
      amount: claims.total,
      paidAt: this.minutes(-1),
      method: 'cash',
      ...change,
    });
  }

  /** The counter's day once it satisfies, or the last answer when time is over. */
  dayIs(day: string, satisfied: (body: Reply['body']) => boolean): Promise<Reply['body']> {
    const path = `/v1/reconciliations/ccb/${day}`;
    return eventually(async () => (await this.service.call('operator', 'GET', path)).body, satisfied);
  }

  /** Reports what a person paid two minutes after the quote: 1,000 yuan of pension a month. */
  async report(
    channelTransactionNo: string,
    months: readonly string[],
    { personId = randomUUID(), paidAt = this.minutes(-1) }: { personId?: string; paidAt?: string } = {},
  ): Promise<Reply> {
    const total = `${months.length}000.00`;
    const claims = {
      quoteId: randomUUID(),
      personId,
      insurance: 'pension',
      district: '370102',
      lines: months.flatMap((month) =>
        linesOf(personId, 'pension').map((pension) => ({ ...pension, month })),
      ),
      total,
      issuedAt: minutesFrom(paidAt, -2),
      expiresAt: minutesFrom(paidAt, 20),
      certificateHash: 'none',
    } as QuoteClaims;
    return this.service.call({ bank: 'ccb' }, 'POST', '/v1/collections', {
      quoteToken: await quoteToken(claims, this.keys),
      channelTransactionNo,
      amount: total,
      paidAt,
      method: 'cash',
    });
  }

  send(day: string, file: Buffer | string, query = '', bank = 'ccb'): Promise<Reply> {
    const path = `/v1/channel-statements/ccb/${day}${query}`;
    return this.service.call({ bank }, 'POST', path, file.toString(), { 'content-type': 'text/plain' });
  }

  private minutes(count: number): string {
    return minutesFrom(this.now(), count);
  }
}

const minutesFrom = (at: string, count: number): string => {
  const shifted = Date.parse(at) + count * 60_000 + 8 * 3_600_000;
  return instant(new Date(shifted).toISOString().replace('Z', '+08:00'));
};

/** A line of its file. */
export const line = (
  transactionNo: string,
  amount = '1000.00',
  change: Partial<StatementLine> = {},
): StatementLine => ({
  kind: 'payment',
  orderNo: '',
  transactionNo,
  amount: yuan(amount),
  at: instant('2022-05-18T12:00:00+08:00'),
  status: 'paid',
  ...change,
});

/** Its file of a day. */
export const fileOf = (day: string, lines: readonly StatementLine[]): Buffer =>
  writeDayFile({ institution: 'ccb', day: dayOf(day), dialect: dialectOf('ccb') }, lines);

/** The sandbox's treasury, as payment's settings have it. */
export const treasuryOf = (sandboxUrl: string) => ({
  url: `${sandboxUrl}/channels/treasury/messages`,
  node: '370100000001',
});
