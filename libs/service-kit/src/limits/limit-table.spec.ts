import { allOperations, call, roles } from '@canbao/contracts';
import { z } from 'zod';
import { countedAddress } from './address';
import { isMiss, limitsOn, limitTable } from './limit-table';

const operationOf = (id: string) => {
  const operation = allOperations.find((each) => each.id === id);
  if (operation === undefined) throw new Error(`no operation ${id}`);
  return operation;
};

describe('the table of limits', () => {
  it('names each limit once, as a token of the header', () => {
    const names = limitTable.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z-]+$/.test(name))).toEqual([]);
  });
  it('names operations that there are', () =>
    expect(
      limitTable
        .flatMap(({ operations = [], except = [] }) => [...operations, ...except])
        .map((id) => operationOf(id).id),
    ).not.toEqual([]));
  it.each(
    roles.flatMap((role) =>
      allOperations.filter(({ roles: may }) => may.includes(role)).map(({ id }) => [role, id] as const),
    ),
  )('limits the calls of %s to %s, and what they do not find', (role, id) => {
    expect(limitsOn(operationOf(id), role, 'calls')).not.toEqual([]);
    expect(limitsOn(operationOf(id), role, 'misses').length).toBe(
      operationOf(id).path.includes('{') || ['quote', 'openOrder', 'registerPerson'].includes(id)
        ? 1
        : id === 'searchPerson'
          ? 2
          : 0,
    );
  });
  it('lets a bank alone have thousands of collections a second', () => {
    const [{ most = 0, seconds = 1 } = {}, ...others] = limitsOn(operationOf('collect'), 'bank', 'calls');
    expect(most / seconds).toBeGreaterThanOrEqual(5000);
    expect(others).toEqual([]);
    expect(limitsOn(operationOf('collect'), 'bank', 'person')).toEqual([]);
  });
  it.each([
    ['order', 404, true],
    ['order', 200, false],
    ['receiptProof', 409, false],
    ['registerPerson', 201, false],
    ['registerPerson', 409, true],
  ])('takes the answer of %s with %i for a miss: %s', (id, status, miss) =>
    expect(isMiss(operationOf(id), status)).toBe(miss),
  );
  it('counts the messages of channels by themselves, so that nothing else of an address holds them up', () =>
    expect(limitsOn(operationOf('channelNotification'), 'anyone', 'address').map(({ name }) => name)).toEqual(
      ['notices'],
    ));
  it('counts by address what nobody signs in for', () => {
    const open = call({
      id: 'open',
      method: 'GET',
      path: '/open',
      roles: [],
      status: 200,
      summary: '',
      reply: z.unknown(),
    });
    expect(limitsOn(open, 'anyone', 'address').map(({ name }) => name)).toEqual(['address']);
  });
});

describe('the address that is counted', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0db8:0001:0002::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['no address', 'no address'],
  ])('of %s is %s', (address, counted) => expect(countedAddress(address)).toBe(counted));
});
