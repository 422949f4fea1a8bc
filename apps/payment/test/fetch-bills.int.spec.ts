import { instant } from '@canbao/calendar';
import type { OnlineChannel, Statement, StatementLine } from '@canbao/domain-payment';
import { yuan } from '@canbao/money';
import {
  eventually,
  quoteKeys,
  startForTest,
  testDatabase,
  type TestService,
} from '@canbao/test-servers/service';
import { SpecClock } from '@canbao/test-servers/spec-clock';
import { Channels } from '../src/channels/channels';
import { payment } from '../src/payment';

const may18 = '2022-05-18';
const strange: StatementLine = {
  kind: 'payment',
  orderNo: 'f'.repeat(32),
  transactionNo: 'W1',
  amount: yuan('500.00'),
  at: instant('2022-05-18T12:00:00.000+08:00'),
  status: 'SUCCESS',
};

async function* given(lines: readonly StatementLine[]): AsyncGenerator<StatementLine> {
  yield* lines;
}

/** A channel that gives bills and knows no payment. */
class Billing {
  lines: readonly StatementLine[] = [];
  readonly asked: string[] = [];

  async statement(day: string): Promise<Statement> {
    this.asked.push(day);
    return day === may18 && this.lines.length > 0
      ? { status: 'there', lines: given(this.lines) }
      : { status: 'empty' };
  }
  async query() {
    return { status: 'not-found' } as const;
  }
}

describe('the bill of an online channel', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  const clock = new SpecClock('2022-05-19T10:05:00.000+08:00');
  const channel = new Billing();

  beforeAll(async () => {
    database = await testDatabase();
    await clock.start();
    const channels = new Channels({ wechat: channel as unknown as OnlineChannel });
    channel.lines = [strange];
    service = await startForTest(
      payment(quoteKeys(), () => channels),
      database.url,
      { CLOCK_URL: clock.url },
    );
  });
  afterAll(async () => {
    await service.stop();
    clock.stop();
    await database.drop();
  });

  const dayIs = (satisfied: (body: any) => boolean): Promise<any> =>
    eventually(
      async () => (await service.call('operator', 'GET', `/v1/reconciliations/wechat/${may18}`)).body,
      satisfied,
      30_000,
    );
  const timesAsked = (): number => channel.asked.filter((day) => day === may18).length;

  it('that differs is asked for again, at most every half hour; a corrected one closes the case', async () => {
    await dayIs(({ differences }) => differences?.['channel-only']?.count === 1);
    expect(timesAsked()).toBe(1);
    await clock.moveTo('2022-05-20T10:05:00.000+08:00');
    await dayIs(({ items }) => items?.[0]?.caseId !== undefined);
    await eventually(
      async () => timesAsked(),
      (times) => times === 2,
      20_000,
    );
    channel.lines = [];
    await clock.moveTo('2022-05-20T10:20:00.000+08:00');
    // Some rounds of the job, in which nobody is asked.
    await clock.polled(28);
    expect(timesAsked()).toBe(2);
    await clock.moveTo('2022-05-20T10:36:00.000+08:00');
    const body = await dayIs(({ status }) => status === 'closed');
    expect(body.items).toMatchObject([{ state: 'explained', proof: expect.stringContaining('statement') }]);
    const { body: cases } = await service.call('operator', 'GET', '/v1/cases');
    expect(cases.items).toMatchObject([{ status: 'closed', proof: { kind: 'corrected-statement' } }]);
  }, 90_000);
});
