import type { TestRole, TestService } from './service';

/** The balances of all accounts, which come to nothing together. */
export const balancesOf = async (
  service: TestService,
  as: TestRole = 'operator',
): Promise<Record<string, string>> => {
  const { body } = await service.call(as, 'GET', '/v1/ledger/trial-balance');
  expect(body.total).toBe('0.00');
  return Object.fromEntries(body.accounts.map(({ code, balance }: any) => [code, balance]));
};
