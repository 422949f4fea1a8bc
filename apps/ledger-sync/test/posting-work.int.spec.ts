import { randomUUID } from 'node:crypto';
import { instant, month as monthOf } from '@canbao/calendar';
import { posting, postingStream, type PostingCommand } from '@canbao/domain-ledger-sync';
import { execute } from '@canbao/event-sourcing';
import { yuan } from '@canbao/money';
import { type Database, PostgresEventStore } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import { testDatabase } from '@canbao/test-servers/service';
import { endWork, leaseDue, noteUnanswered } from '../src/jobs/posting-work';
import { Unanswered } from '../src/jobs/unanswered';
import { insurances } from '@canbao/vocabulary';
import { streamsOf } from '../src/http/streams-of';
import { storage } from '../src/ledger-sync';

const month = monthOf('2025-03');
const at = instant('2025-03-10T10:00:00.000+08:00');
const pension = (personId: string) => ({ personId, insurance: 'pension', month }) as const;

describe('the work of postings, for two instances on a real database', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let instances: [Database, Database];
  let store: PostgresEventStore;

  beforeEach(async () => {
    database = await testDatabase();
    const { migrations, views, eventTypes } = storage;
    const options = { url: database.url, service: 'ledger-sync', migrations, views };
    instances = [await openDatabase(options), await openDatabase(options)];
    store = new PostgresEventStore(instances[0], { views, topicOf: () => undefined, eventTypes });
  });
  afterEach(async () => {
    await store.close();
    await Promise.all(instances.map((instance) => instance.close()));
    await database.drop();
  });

  const record = async (command: PostingCommand): Promise<void> => {
    const { personId } = command;
    await execute(store, posting, command, {
      subject: personId,
      recordedAt: at,
      metadata: { actor: 'spec' },
    });
  };
  const request = async (personId: string = randomUUID()): Promise<string> => {
    const items = [{ item: 'pension', amount: yuan('900.00') }] as const;
    const requestId = `request-${personId}`;
    const obligation = pension(personId);
    await record({ type: 'RequestPosting', ...obligation, requestId, items, paidAt: at, orders: [personId] });
    return personId;
  };
  const accept = (personId: string): Promise<void> => {
    const requestId = `request-${personId}`;
    return record({ type: 'RecordAccepted', ...pension(personId), requestId, bureauReceiptNo: 'RS1', at });
  };
  const streamOf = (personId: string): string => postingStream(pension(personId));
  const noted = async (): Promise<string[]> =>
    (await instances[0].query<{ stream: string }>('select stream from posting_work order by stream')).map(
      ({ stream }) => stream,
    );
  const noteAll = async (): Promise<bigint> =>
    noteUnanswered(instances[0], await instances[0].lastPosition());
  const leasedBy = async (instance: Database, limit = 100) =>
    (await leaseDue(instance, limit)).map(({ stream, attempts }) => ({ stream, attempts }));

  it('is noted where no answer came within five seconds, and nothing is written where one came', async () => {
    const unanswered = new Unanswered(instances[0]);
    const [answered, left] = [await request(), await request()];
    await unanswered.note(() => 0);
    await accept(answered);
    await unanswered.note(() => 4_999);
    expect(await noted()).toEqual([]);
    await unanswered.note(() => 5_000);
    expect(await noted()).toEqual([streamOf(left)]);
  });

  it('is not noted before its own five seconds are over, while others are', async () => {
    const unanswered = new Unanswered(instances[0]);
    const first = await request();
    await unanswered.note(() => 0);
    const second = await request();
    await unanswered.note(() => 3_000);
    await unanswered.note(() => 6_000);
    expect(await noted()).toEqual([streamOf(first)]);
    await unanswered.note(() => 8_000);
    expect(await noted()).toEqual([streamOf(first), streamOf(second)].toSorted());
  });

  it('of a process that died is found by one that starts later', async () => {
    const left = await request();
    const later = new Unanswered(instances[1]);
    await later.note(() => 100_000);
    await later.note(() => 105_000);
    expect(await noted()).toEqual([streamOf(left)]);
  });

  it('is leased to one instance at a time, however many look', async () => {
    const people = await Promise.all(Array.from({ length: 40 }, () => request()));
    const last = await instances[0].lastPosition();
    await Promise.all(instances.map((instance) => noteUnanswered(instance, last)));
    const leased = await Promise.all(instances.map((instance) => leasedBy(instance)));
    expect(leased.flat().toSorted((a, b) => (a.stream < b.stream ? -1 : 1))).toEqual(
      people
        .map((personId) => ({ stream: streamOf(personId), attempts: 2 }))
        .toSorted((a, b) => (a.stream < b.stream ? -1 : 1)),
    );
    expect(await leasedBy(instances[1])).toEqual([]);
  });

  it('that is done is removed, unless new work has come to the posting meanwhile', async () => {
    const [done, again] = [await request(), await request()];
    await noteAll();
    const works = await leaseDue(instances[0], 100);
    await accept(done);
    await accept(again);
    const reversal = { reversalId: randomUUID(), orderId: again };
    await record({ type: 'RequestReversal', ...pension(again), ...reversal });
    await noteAll();
    for (const work of works) await endWork(instances[0], work);
    expect(await leasedBy(instances[1])).toEqual([{ stream: streamOf(again), attempts: 2 }]);
    expect(await noted()).toEqual([streamOf(again)]);
  });

  it('is found again from the first event when its table is lost', async () => {
    const [answered, left] = [await request(), await request()];
    await accept(answered);
    await noteAll();
    await instances[0].query('delete from posting_work');
    expect(await noteAll()).toBe(await instances[0].lastPosition());
    expect(await noted()).toEqual([]);
    await instances[0].query('update posting_watch set position = 0');
    await noteAll();
    expect(await noted()).toEqual([streamOf(left)]);
  });

  it('has streams that are listed by person, and by month', async () => {
    const [personId, other] = [await request(), await request()];
    const april = { ...pension(personId), month: monthOf('2025-04') };
    const items = [{ item: 'pension', amount: yuan('900.00') }] as const;
    const more = { requestId: randomUUID(), items, paidAt: at, orders: [personId] };
    await record({ type: 'RequestPosting', ...april, ...more });
    await record({ type: 'RequestPosting', ...pension(personId), insurance: 'medical', ...more });
    const medical = postingStream({ ...pension(personId), insurance: 'medical' });
    const [instance] = instances;
    expect(await streamsOf(instance, { personId: personId, insurances }, undefined)).toEqual([
      medical,
      streamOf(personId),
      postingStream(april),
    ]);
    expect(await streamsOf(instance, { personId: personId, insurances }, month)).toEqual([
      medical,
      streamOf(personId),
    ]);
    expect(await streamsOf(instance, { personId: other, insurances }, undefined)).toEqual([streamOf(other)]);
    expect(await streamsOf(instance, { personId: other, insurances }, april.month)).toEqual([]);
  });
});
