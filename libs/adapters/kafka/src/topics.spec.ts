import { layoutFaults, topicSettingFaults } from './topics';

const topic = (partitions: number, replicas: number) => ({
  name: 't',
  partitions: Array.from({ length: partitions }, () => ({
    replicas: Array.from({ length: replicas }, (_, n) => n),
  })),
});
const good = { 'min.insync.replicas': '2', 'unclean.leader.election.enable': 'false', 'retention.ms': '-1' };

describe('the layout of a topic', () => {
  it('is right with six partitions of three replicas', () =>
    expect(layoutFaults(topic(6, 3), 6, 'production')).toEqual([]));
  it('may have one replica in the sandbox only', () => {
    expect(layoutFaults(topic(6, 1), 6, 'sandbox')).toEqual([]);
    expect(layoutFaults(topic(6, 1), 6, 'production')).toHaveLength(1);
  });
  it.each([1, 5, 12])('is refused with %i partitions, in every profile', (count) =>
    expect(layoutFaults(topic(count, 3), 6, 'sandbox')).toHaveLength(1),
  );
});

describe('the settings of a production topic', () => {
  it.each([
    [0, 'as created', {}],
    [0, 'with thirty days', { 'retention.ms': String(30 * 86_400_000) }],
    [1, 'with one in-sync replica', { 'min.insync.replicas': '1' }],
    [1, 'with unclean elections', { 'unclean.leader.election.enable': 'true' }],
    [1, 'with a week of retention', { 'retention.ms': '604800000' }],
  ] as const)('have %i faults %s', (count, _, change) =>
    expect(topicSettingFaults('t', new Map(Object.entries({ ...good, ...change })))).toHaveLength(count),
  );
});
