import { formerNames } from './adopt-former-names';

describe('the former names of executed migrations', () => {
  it('are those numbered by their place in a list', () =>
    expect(
      formerNames(
        ['EventStore1700000000000', 'Orders1700000000002'],
        ['EventStore1795466067000', 'Orders1795468496000'],
      ),
    ).toEqual([
      { from: 'EventStore1700000000000', to: 'EventStore1795466067000' },
      { from: 'Orders1700000000002', to: 'Orders1795468496000' },
    ]));

  it('are told apart where one name begins with another', () =>
    expect(
      formerNames(
        ['Journal1700000000005', 'JournalOneKey1700000000006'],
        ['JournalOneKey1795536046000', 'Journal1795536045000'],
      ),
    ).toEqual([
      { from: 'JournalOneKey1700000000006', to: 'JournalOneKey1795536046000' },
      { from: 'Journal1700000000005', to: 'Journal1795536045000' },
    ]));

  it.each([
    ['a migration that ran under its present name', ['Orders1795468496000']],
    ['a migration that has not run', []],
    ['digests, which are no migrations any more', ['OrdersDigest0a1b2c3d1700000000007']],
    ['a migration of another day with the same words', ['Orders1795468495000']],
  ])('do not include %s', (_, executed) =>
    expect(formerNames(executed, ['Orders1795468496000'])).toEqual([]),
  );
});
