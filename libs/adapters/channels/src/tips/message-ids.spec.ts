import { MessageIds } from './message-ids';

describe('the ids of messages', () => {
  afterEach(() => jest.useRealTimers());
  const startedAt = (time: string): MessageIds => {
    jest.useFakeTimers({ now: new Date(time) });
    return new MessageIds();
  };
  it('have a day, a number and a sequence', () =>
    expect(startedAt('2022-05-19T00:00:01.000Z').next('20220519', '1103')).toBe('20220519110300001001'));
  it('are not given again after a restart, however many there were in a second', () => {
    const before = startedAt('2022-05-19T08:00:00.000Z');
    const given = Array.from({ length: 900 }, () => before.next('20220519', '1103'));
    const after = startedAt('2022-05-19T08:00:01.000Z');
    expect(given).not.toContain(after.next('20220519', '1103'));
    expect(new Set(given).size).toBe(900);
  });
  it('have eight digits of a sequence to the end of the day', () =>
    expect(startedAt('2022-05-19T23:59:59.999Z').next('20220519', '1103')).toBe('20220519110386400000'));
});
