import { allOperations } from '@canbao/contracts';
import { conditionTable } from '@canbao/rules';
import { conditionWords } from '../logic/conditions';
import { routes } from './routes';

describe('what the pages know of the platform', () => {
  it('are calls that it has, for payers or for anybody', () => {
    const offered = allOperations
      .filter(({ roles }) => roles.length === 0 || roles.includes('payer'))
      .map(({ id, method, path }) => `${id} ${method} ${path}`);
    const used = Object.entries(routes).map(([id, route]) => `${id} ${route}`);
    expect(used.filter((call) => !offered.includes(call))).toEqual([]);
  });
  it('are the reasons of the rules, in the same Chinese, each in English as well', () => {
    const told = Object.entries(conditionWords).map(([code, [zh]]) => [code, zh]);
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(Object.entries(conditionTable).map(([code, { zh }]) => [code, zh])),
    );
    expect(Object.values(conditionWords).filter(([, en]) => !/^[A-Z]/.test(en))).toEqual([]);
  });
});
