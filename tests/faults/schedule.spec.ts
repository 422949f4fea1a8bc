import { brokers, inflict, scheduleOf, services, sentenceOf } from './schedule';

const seeds = Array.from({ length: 200 }, (_, seed) => seed);

describe('a schedule', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(scheduleOf(7, 60)).toEqual(scheduleOf(7, 60));
    expect(scheduleOf(7, 60)).not.toEqual(scheduleOf(8, 60));
  });

  it('has faults, and all of them are over by its end', () => {
    for (const seed of seeds) {
      const faults = scheduleOf(seed, 60);
      expect(faults.length).toBeGreaterThan(3);
      for (const { at, seconds } of faults) expect(at + seconds).toBeLessThanOrEqual(62.1);
    }
  });

  it('never hurts a target twice at once', () => {
    for (const seed of seeds) {
      const faults = scheduleOf(seed, 60);
      for (const one of faults) {
        const others = faults.filter(
          (other) =>
            other !== one &&
            other.target === one.target &&
            one.at < other.at + other.seconds &&
            other.at < one.at + one.seconds,
        );
        expect(others.map(sentenceOf)).toEqual([]);
      }
    }
  });

  it('reaches every target and every kind over some seeds', () => {
    const all = seeds.flatMap((seed) => scheduleOf(seed, 60));
    expect(new Set(all.map(({ target }) => target))).toEqual(new Set([...brokers, ...services, 'postgres']));
    expect(new Set(all.map(({ kind }) => kind)).size).toBe(8);
  });

  it('reaches every instance of every service where there are several', () => {
    const all = seeds.flatMap((seed) => scheduleOf(seed, 60, 2));
    const instances = services.flatMap((service) =>
      service === 'sandbox' ? [service] : [`${service}-1`, `${service}-2`],
    );
    expect(new Set(all.map(({ target }) => target))).toEqual(new Set([...brokers, ...instances, 'postgres']));
  });

  it('kills and starts again, pauses and resumes', async () => {
    const done: string[] = [];
    const victim = {
      name: 'x',
      kill: async () => {
        done.push('kill');
      },
      start: async () => {
        done.push('start');
      },
      stop: () => {
        done.push('stop');
      },
      resume: () => {
        done.push('resume');
      },
    };
    for (const kind of ['kill', 'pause'] as const)
      await (
        await inflict({ at: 0, seconds: 1, kind, target: 'x' }, victim, undefined)
      )();
    expect(done).toEqual(['kill', 'start', 'stop', 'resume']);
  });
});
