import { instant } from '@canbao/calendar';
import { Refusals, type Refusal } from './refusals';

const [first, second, third] = [0, 1, 2].map((second_) =>
  instant(`2026-11-25T10:00:0${second_}.000+08:00`),
) as [ReturnType<typeof instant>, ReturnType<typeof instant>, ReturnType<typeof instant>];
const refusal: Refusal = {
  action: 'sign-in-refused',
  code: 'not-signed-in',
  call: 'POST /quotes',
  address: '10.0.0.1',
};
const from = (host: number): Refusal => ({ ...refusal, address: `10.0.1.${host}` });

describe('the refusals of a minute', () => {
  it('are told at once the first time, and counted until the minute is over', () => {
    const refusals = new Refusals();
    refusals.note(refusal, first);
    expect(refusals.take(false)).toEqual([{ ...refusal, count: 1, firstAt: first, lastAt: first }]);
    refusals.note(refusal, second);
    refusals.note(refusal, third);
    expect(refusals.take(false)).toEqual([]);
    expect(refusals.take(true)).toEqual([{ ...refusal, count: 2, firstAt: second, lastAt: third }]);
    expect(refusals.take(true)).toEqual([]);
    refusals.note(refusal, third);
    expect(refusals.take(false)).toHaveLength(1);
  });

  it.each<Partial<Refusal>>([
    { action: 'refused' },
    { code: 'forbidden' },
    { call: 'GET /orders' },
    { address: '10.0.0.2' },
    { caller: 'payer:wechat:1' },
    { claimed: 'a digest' },
  ])('are told apart by %j', (other) => {
    const refusals = new Refusals();
    refusals.note(refusal, first);
    refusals.note({ ...refusal, ...other }, first);
    expect(refusals.take(false).map(({ count }) => count)).toEqual([1, 1]);
  });

  it('have a bounded number of rows, and no refusal is uncounted', () => {
    const refusals = new Refusals();
    const rows = [];
    for (let host = 0; host < 10_000; host += 1) {
      refusals.note(from(host), first);
      if (host % 1_000 === 0) rows.push(...refusals.take(false));
    }
    rows.push(...refusals.take(true));
    expect(rows.length).toBeLessThan(120);
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(10_000);
    expect(rows.some(({ address }) => address === 'several')).toBe(true);
  });

  it('of one action do not hide those of another', () => {
    const refusals = new Refusals();
    for (let host = 0; host < 1_000; host += 1) refusals.note(from(host), first);
    const forbidden: Refusal = { ...refusal, action: 'refused', code: 'forbidden', caller: 'payer:wechat:1' };
    refusals.note(forbidden, second);
    expect(refusals.take(false)).toContainEqual({ ...forbidden, count: 1, firstAt: second, lastAt: second });
  });

  it('that could not be stored are counted with those that follow', () => {
    const refusals = new Refusals();
    refusals.note(refusal, first);
    const lost = refusals.take(false);
    refusals.note(refusal, second);
    refusals.putBack(lost);
    expect(refusals.take(true)).toEqual([{ ...refusal, count: 2, firstAt: first, lastAt: second }]);
  });
});
