import { InTurn } from './in-turn';
import { pause } from './pause';

describe('work in turn', () => {
  it('runs one piece after another under one key, and at once under two', async () => {
    const turns = new InTurn();
    const seen: string[] = [];
    const work = (name: string, ms: number) => async (): Promise<string> => {
      seen.push(`${name} begins`);
      await pause(ms);
      seen.push(`${name} ends`);
      return name;
    };
    const results = [
      turns.run('a', work('a1', 20)),
      turns.run('a', work('a2', 0)),
      turns.run('b', work('b1', 0)),
    ];
    expect(await Promise.all(results)).toEqual(['a1', 'a2', 'b1']);
    expect(seen.filter((each) => each.startsWith('a'))).toEqual([
      'a1 begins',
      'a1 ends',
      'a2 begins',
      'a2 ends',
    ]);
    expect(seen.indexOf('b1 ends')).toBeLessThan(seen.indexOf('a1 ends'));
  });

  it('goes on after a piece that fails, and keeps nothing of what is over', async () => {
    const turns = new InTurn();
    const failed = turns.run('a', () => Promise.reject(new Error('no')));
    const next = turns.run('a', async () => 'yes');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
    await pause(0);
    expect(Reflect.get(turns, 'last')).toEqual(new Map());
  });
});
