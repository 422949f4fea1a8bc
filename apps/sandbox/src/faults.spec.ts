import { Fault, FaultMenu, wireFaults } from './faults';

const [anna, ben] = ['10000000-0000-4000-8000-000000000001', '10000000-0000-4000-8000-000000000002'];
const request = (requestId: string, personId: string = anna, bureau = 'medical') => ({
  bureau,
  personId,
  requestId,
});
const menuWith = (fault: object): FaultMenu => {
  const menu = new FaultMenu();
  menu.set(Fault.parse({ bureau: 'medical', times: 1, ...fault }));
  return menu;
};
const refusal = { mode: 'refuse', reason: '险种已停保' };

describe('a fault of the menu', () => {
  it('refuses a request each time it is sent, and counts it once', () => {
    const menu = menuWith({ ...refusal, times: 2 });
    const hits = ['a', 'a', 'b', 'a', 'b', 'c'].map((id) => menu.next(request(id))?.mode);
    expect(hits).toEqual(['refuse', 'refuse', 'refuse', 'refuse', 'refuse', undefined]);
  });
  it('is used up by the first request, not by its repeat', () => {
    const menu = menuWith(refusal);
    expect(menu.next(request('a'))).toMatchObject(refusal);
    expect(menu.list()).toEqual([]);
    expect(menu.next(request('a'))).toMatchObject(refusal);
    expect(menu.next(request('b'))).toBeUndefined();
  });
  it.each(wireFaults)('of the wire hits one delivery, so that the repeat arrives: %s', (mode) => {
    const menu = menuWith({ mode });
    expect([menu.next(request('a'))?.mode, menu.next(request('a'))]).toEqual([mode, undefined]);
  });
  it('hits every request when it has no number', () => {
    const menu = menuWith({ ...refusal, times: undefined });
    expect(['a', 'b', 'a'].map((id) => menu.next(request(id))?.mode)).toEqual(['refuse', 'refuse', 'refuse']);
  });
  it('of an answer stays for the posting when a reversal comes first', () => {
    const menu = menuWith(refusal);
    expect(menu.next({ ...request('a'), personId: undefined }, wireFaults)).toBeUndefined();
    expect(menu.next(request('a'))).toMatchObject(refusal);
    expect(menu.next(request('a'), wireFaults)).toBeUndefined();
  });
  it('hits its bureau and person alone', () => {
    const menu = menuWith({ ...refusal, personId: anna });
    expect(menu.next(request('a', ben))).toBeUndefined();
    expect(menu.next(request('b', anna, 'hrss'))).toBeUndefined();
    expect(menu.next(request('c'))).toMatchObject(refusal);
  });
  it('is forgotten when the menu is cleared, also for requests that it hit', () => {
    const menu = menuWith(refusal);
    menu.next(request('a'));
    menu.clear();
    expect(menu.next(request('a'))).toBeUndefined();
  });
});
