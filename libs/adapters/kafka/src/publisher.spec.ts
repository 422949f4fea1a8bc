import type { Lead, OutboxRow } from '@canbao/event-sourcing';
import type { AssertLeading, Parcel } from './lane';
import { Publisher } from './publisher';

const personId = '0197a000-0000-7000-8000-00000000000a';
const row = (position: number): OutboxRow => ({
  position: String(position),
  stream: `person-${position}`,
  version: 1,
  previousversion: 0,
  eventId: '0197a000-0000-7000-8000-000000000001',
  subject: personId,
  recordedAt: '2025-03-01T08:00:00.000+08:00',
  type: 'PersonRegistered',
  data: { personId },
  topic: 'registration.events',
});

/** A lead over rows 1 to `count`, two a read, that notes what it is asked for. */
const leadOver = (count: number, asked: string[]): Lead => {
  let cursor = 0;
  return {
    epoch: '1',
    replaced: undefined,
    isSure: true,
    batchSize: 2,
    get cursor() {
      return String(cursor);
    },
    read: async (after) => {
      asked.push(`read after ${after}`);
      const first = Number(after) + 1;
      return [first, first + 1].filter((position) => position <= count).map(row);
    },
    deposed: async () => false,
    advance: async (to) => {
      asked.push(`advance to ${to}`);
      cursor = Number(to);
      return true;
    },
    end: async () => undefined,
  };
};

describe('publishing', () => {
  const signal = new AbortController().signal;
  const published = () => ({ type: 'canbao.registration.PersonRegistered.v1', data: { personId } }) as const;
  const sent: string[] = [];
  let asked: string[] = [];
  let failure: Error | undefined;
  const send = async (parcels: readonly Parcel[], assertLeading: AssertLeading): Promise<void> => {
    await assertLeading(0);
    asked.push('send');
    if (failure !== undefined) throw failure;
    for (const { records } of parcels)
      sent.push(...records.map(({ headers }) => String(headers['ce-position'])));
  };
  let publisher: Publisher;
  beforeEach(() => {
    sent.length = 0;
    asked = [];
    failure = undefined;
    publisher = new Publisher('registration', published, { sign: () => 'k:mac' }, [{ send }]);
  });

  it('reads the next full batch while one is sent, and moves the cursor only afterwards', async () => {
    const lead = leadOver(3, asked);
    expect(await publisher.step(lead, signal)).toBe(2);
    expect(asked).toEqual(['read after 0', 'read after 2', 'send', 'advance to 2']);
    expect(await publisher.step(lead, signal)).toBe(1);
    expect(await publisher.step(lead, signal)).toBe(0);
    expect(asked.slice(4)).toEqual(['send', 'advance to 3', 'read after 3']);
    expect(sent).toEqual(['1', '2', '3']);
  });

  it('sends again what failed, though the next rows were read', async () => {
    const lead = leadOver(3, asked);
    failure = new Error('no broker');
    await expect(publisher.step(lead, signal)).rejects.toThrow('no broker');
    failure = undefined;
    for (let step = 0; step < 3; step += 1) await publisher.step(lead, signal);
    expect(sent).toEqual(['1', '2', '3']);
  });

  it('asks whether it still leads once it is no longer sure, and sends nothing when it does not', async () => {
    const unsure = { ...leadOver(3, asked), cursor: '0', isSure: false };
    expect(await publisher.step({ ...unsure, deposed: async () => false }, signal)).toBe(2);
    asked = [];
    await expect(publisher.step({ ...unsure, deposed: async () => true }, signal)).rejects.toThrow(
      'another relay leads',
    );
    expect(asked).not.toContain('send');
  });

  it('leaves aside what was read ahead for another lead', async () => {
    await publisher.step(leadOver(4, asked), signal);
    const next = leadOver(4, asked);
    while ((await publisher.step(next, signal)) !== 0);
    expect(sent).toEqual(['1', '2', '1', '2', '3', '4']);
  });
});
