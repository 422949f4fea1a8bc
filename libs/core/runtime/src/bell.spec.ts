import { Bell } from './bell';

describe('a bell', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('wakes everybody who waits for the name, and nobody else', async () => {
    const bell = new Bell();
    const [first, second, other] = [bell.heard('a', 100), bell.heard('a', 100), bell.heard('b', 100)];
    bell.ring('a');
    expect(await Promise.all([first, second])).toEqual([true, true]);
    await jest.advanceTimersByTimeAsync(100);
    expect(await other).toBe(false);
    expect(bell.names).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is not heard by those who come later, nor by those who have left', async () => {
    const bell = new Bell();
    const early = bell.heard('a', 10);
    await jest.advanceTimersByTimeAsync(10);
    expect(await early).toBe(false);
    bell.ring('a');
    const late = bell.heard('a', 10);
    await jest.advanceTimersByTimeAsync(10);
    expect(await late).toBe(false);
    expect(bell.names).toBe(0);
  });

  it('keeps waking those whose turn comes while others leave', async () => {
    const bell = new Bell();
    const [short, long] = [bell.heard('a', 10), bell.heard('a', 50)];
    await jest.advanceTimersByTimeAsync(10);
    bell.ring('a');
    expect([await short, await long]).toEqual([false, true]);
  });
});
