import type { Kafka } from 'kafkajs';
import type { OutgoingRecord } from './envelope';
import { Lane, parcelsOf, type Parcel } from './lane';

const record = (value: string): OutgoingRecord => ({ topic: 'payment.events', key: 'k', value, headers: {} });
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const parcel: Parcel = { topic: 'payment.events', partition: 2, records: [record('a'), record('b')] };
const acknowledged = { topicName: 'payment.events', partition: 2, errorCode: 0, baseOffset: '9' };

/** A client whose producers answer from the list, one answer a send; an Error is thrown. */
const client = (answers: (object[] | Error)[]) => {
  const sent: { producer: number; values: unknown[] }[] = [];
  let made = 0;
  const kafka = {
    producer: () => {
      const producer = (made += 1);
      return {
        connect: async () => undefined,
        disconnect: async () => undefined,
        send: async ({ messages }: { messages: { value: unknown }[] }) => {
          sent.push({ producer, values: messages.map(({ value }) => value) });
          const answer = answers.shift() ?? [];
          if (answer instanceof Error) throw answer;
          return answer;
        },
      };
    },
  } as unknown as Kafka;
  return { kafka, sent };
};

describe('parcels', () => {
  it('stay under the limit, keep the order and lose nothing', () => {
    const records = Array.from({ length: 10 }, (_, n) => record(String(n).repeat(700)));
    const parcels = parcelsOf('t', 1, records, 2_500);
    expect(parcels.map(({ records: some }) => some.length)).toEqual([2, 2, 2, 2, 2]);
    expect(parcels.flatMap(({ records: some }) => some)).toEqual(records);
  });
  it('hold a record that alone is over the limit', () =>
    expect(parcelsOf('t', 1, [record('x'.repeat(999))], 10)).toHaveLength(1));
});

describe('a lane', () => {
  it.each([
    ['the send fails', new Error('broker gone')],
    ['the partition is missing from the answer', []],
    ['another partition is acknowledged', [{ ...acknowledged, partition: 3 }]],
    ['the answer carries an error', [{ ...acknowledged, errorCode: 6 }]],
  ])('sends the same records again on a new producer when %s', async (_, answer) => {
    const { kafka, sent } = client([answer, [acknowledged]]);
    await new Lane(kafka, silent).send([parcel], async () => undefined, new AbortController().signal);
    expect(sent).toEqual([
      { producer: 1, values: ['a', 'b'] },
      { producer: 2, values: ['a', 'b'] },
    ]);
  });

  it('sends parcels one after another on one producer', async () => {
    const { kafka, sent } = client([[acknowledged], [acknowledged]]);
    await new Lane(kafka, silent).send([parcel, parcel], async () => undefined, new AbortController().signal);
    expect(sent.map(({ producer }) => producer)).toEqual([1, 1]);
  });

  it('does not send at all when it has lost the lead before', async () => {
    const { kafka, sent } = client([[acknowledged]]);
    const lane = new Lane(kafka, silent);
    const deposed = (): Promise<never> => Promise.reject(new Error('another relay leads'));
    await expect(lane.send([parcel], deposed, new AbortController().signal)).rejects.toThrow('another');
    expect(sent).toEqual([]);
  });

  it('does not send again when it no longer leads', async () => {
    const { kafka, sent } = client([new Error('broker gone')]);
    await expect(
      new Lane(kafka, silent).send(
        [parcel],
        async (attempt) => {
          if (attempt > 0) throw new Error('another relay leads');
        },
        new AbortController().signal,
      ),
    ).rejects.toThrow('another relay leads');
    expect(sent).toHaveLength(1);
  });
});
