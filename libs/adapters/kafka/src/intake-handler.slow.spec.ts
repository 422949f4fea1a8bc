import type { ForgedRecord, RawRecord } from '@canbao/event-sourcing';
import { IntakeHandler } from './intake-handler';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const never = new AbortController().signal;

const record = (offset: number, value = 'good', key = 'li'): RawRecord => ({
  topic: 'agency.bills',
  partition: 0,
  offset: `${offset}`,
  key,
  value,
  mac: 'true',
});

class DatabaseDown extends Error {
  readonly code = '57P01';
}

/** What was done, in order. */
const handled = async (
  records: readonly RawRecord[],
  take: (taken: RawRecord) => Promise<string | undefined> = async ({ value }) =>
    value === 'good' ? undefined : 'not a message',
): Promise<{ readonly deeds: string[]; readonly aside: ForgedRecord[] }> => {
  const [deeds, aside]: [string[], ForgedRecord[]] = [[], []];
  const handler = new IntakeHandler(
    'spec',
    { setAside: async (forged) => void aside.push(...forged) },
    {
      take: async (taken) => {
        deeds.push(`take ${taken.offset}`);
        return take(taken);
      },
      park: async ({ offset }, because) => void deeds.push(`park ${offset}: ${because}`),
    },
    { fault: ({ mac }) => (mac === 'true' ? undefined : 'its MAC is wrong') },
    silent,
  );
  await handler.handleAll(records, never);
  return { deeds, aside };
};

describe('records from outside', () => {
  it('are taken in order within a key', async () =>
    expect((await handled([record(1), record(2), record(3)])).deeds).toEqual(['take 1', 'take 2', 'take 3']));
  it('that are forged are never taken: they are kept and answered, and those behind them go on', async () => {
    const { deeds, aside } = await handled([{ ...record(1), mac: 'false' }, record(2)]);
    expect(deeds).toEqual(['park 1: its MAC is wrong', 'take 2']);
    expect(aside).toMatchObject([{ offset: '1', value: 'good', error: 'its MAC is wrong' }]);
  });
  it('that are no message are kept with the reason, and hold up nobody', async () => {
    const { deeds, aside } = await handled([record(1, 'bad'), record(2)]);
    expect(deeds).toEqual(['take 1', 'park 1: not a message', 'take 2']);
    expect(aside).toMatchObject([{ value: 'bad' }]);
  });
  it('may be kept in part, where they may name somebody', async () => {
    const aside: ForgedRecord[] = [];
    const handler = new IntakeHandler(
      'spec',
      { setAside: async (forged) => void aside.push(...forged) },
      {
        take: async () => 'not a message',
        park: async () => undefined,
        evidence: (forged) => ({ ...forged, value: 'a hash' }),
      },
      { fault: () => undefined },
      silent,
    );
    await handler.handleAll([record(1, 'a name')], never);
    expect(aside).toMatchObject([{ offset: '1', value: 'a hash' }]);
  });
  it('without a key are kept as well', async () => {
    const { key: _, ...keyless } = record(1, 'bad');
    expect((await handled([{ ...keyless, key: undefined }])).deeds).toContain('park 1: not a message');
  });
  it('that fail three times are kept with the error', async () => {
    const { deeds } = await handled([record(1), record(2)], async ({ offset }) => {
      if (offset === '1') throw new Error('a bug');
      return undefined;
    });
    expect(deeds).toEqual([
      'take 1',
      'take 1',
      'take 1',
      'park 1: it could not be handled: Error: a bug',
      'take 2',
    ]);
  });
  it('wait while the database is away, however long, and are then taken', async () => {
    let failures = 5;
    const { deeds, aside } = await handled([record(1)], async () => {
      failures -= 1;
      if (failures >= 0) throw new DatabaseDown('terminating connection');
      return undefined;
    });
    expect(deeds).toHaveLength(6);
    expect(aside).toEqual([]);
  });
});
