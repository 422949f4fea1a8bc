import { layoutOf, newTopicSettings, wrongSettings } from './topic-settings';

const topic = (partitions: number, replicas: number) => ({
  name: 't',
  partitions: Array.from({ length: partitions }, () => ({
    replicas: Array.from({ length: replicas }, (_, n) => n),
  })),
});

describe('the layout of a topic', () => {
  it('is right with six partitions of three replicas', () =>
    expect(layoutOf(topic(6, 3), 6, 'production')).toEqual({ faults: [], notices: [] }));
  it('may have one replica in the sandbox only', () => {
    expect(layoutOf(topic(6, 1), 6, 'sandbox').faults).toEqual([]);
    expect(layoutOf(topic(6, 1), 6, 'production').faults).toHaveLength(1);
  });
  it.each([1, 5])('is refused with %i partitions, in every profile', (count) =>
    expect(layoutOf(topic(count, 3), 6, 'sandbox').faults).toHaveLength(1),
  );
  it('is told, and works, with partitions that somebody has added', () =>
    expect(layoutOf(topic(12, 3), 6, 'production')).toEqual({
      faults: [],
      notices: ['t has 12 partitions; services use the first 6'],
    }));
});

describe('the settings of a topic', () => {
  const good = newTopicSettings(3).map(({ name, value }) => [name, value] as const);
  it.each([
    ['as created', {}, []],
    ['with thirty days', { 'retention.ms': String(30 * 86_400_000) }, []],
    ['with longer messages', { 'max.message.bytes': '5000000' }, []],
    ['with one in-sync replica', { 'min.insync.replicas': '1' }, ['has min.insync.replicas below 2']],
    [
      'with unclean elections',
      { 'unclean.leader.election.enable': 'true' },
      ['allows unclean leader election'],
    ],
    ['with a week', { 'retention.ms': '604800000' }, ['keeps events for less than 30 days']],
    ['with a size', { 'retention.bytes': '1000' }, ['deletes events once there are many']],
    ['with compaction', { 'cleanup.policy': 'compact' }, ['keeps only the last event of a person']],
    ['with short messages', { 'max.message.bytes': '1000' }, ['refuses what services publish']],
    ['with compression', { 'compression.type': 'lz4' }, [undefined]],
    ['with times of arrival', { 'message.timestamp.type': 'LogAppendTime' }, [undefined]],
  ])('%s, in production', (_, change, dangers) =>
    expect(
      wrongSettings(new Map([...good, ...Object.entries(change)]), 'production', 3).map(
        ({ danger }) => danger,
      ),
    ).toEqual(dangers),
  );
  it('of one broker may have one copy', () =>
    expect(wrongSettings(new Map([...good, ['min.insync.replicas', '1']]), 'sandbox', 1)).toEqual([]));
});
