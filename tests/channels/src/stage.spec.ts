import { Stage } from './stage';

const at = (minute: number): string => `2022-05-18T10:${String(minute).padStart(2, '0')}:00.000+08:00`;

describe('a stage', () => {
  it('moves its clock once everybody waits, to the earliest time that somebody waits for', async () => {
    const seen: string[] = [];
    const stage = new Stage(async (ms) => {
      seen.push(`clock ${(ms - Date.parse(at(0))) / 60_000}`);
    });
    const actor =
      (name: string, ...minutes: readonly number[]) =>
      async () => {
        for (const minute of minutes) {
          await stage.until(at(minute));
          seen.push(`${name} ${minute}`);
        }
      };
    await stage.play(at(0), [actor('a', 5, 30), actor('b', 10), actor('c', 5, 7), async () => undefined]);
    expect(seen).toEqual([
      'clock 0',
      'clock 5',
      'a 5',
      'c 5',
      'clock 7',
      'c 7',
      'clock 10',
      'b 10',
      'clock 30',
      'a 30',
    ]);
  });

  it('goes on when somebody gives up, and tells of it', async () => {
    const stage = new Stage(async () => undefined);
    const wait = () => stage.until(at(20)).then(() => 'waited');
    const givesUp = () => Promise.reject(new Error('gave up'));
    await expect(stage.play(at(0), [wait, givesUp])).rejects.toThrow('gave up');
    await expect(stage.play(at(0), [wait, wait])).resolves.toEqual(['waited', 'waited']);
  });

  it('has no wait for a time that is over', async () => {
    const moves: number[] = [];
    const stage = new Stage(async (ms) => {
      moves.push(ms);
    });
    await stage.play(at(10), [() => stage.until(at(9))]);
    expect(moves).toHaveLength(1);
  });
});
