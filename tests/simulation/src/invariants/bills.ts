import { sorted } from '../agencies';
import type { History } from '../history';
import { account } from '../services';
import { stateOf, type World } from '../world';
import { isEqual, type Finding } from './finding';

/** The bills that can be paid are those in the agency's file: as sent last, less what it took back. */
export const bills = (world: World, history: History): Finding[] =>
  history.persons.flatMap((personId) => {
    const stream = `contribution-account-${personId}-medical`;
    const standing = stateOf(world, 'assessment', account, stream).bills;
    const known = standing
      .map((month) => [month.billId, sorted(month)])
      .map((month) => JSON.stringify(month));
    const filed = (history.bills.get(personId) ?? [])
      .flatMap(({ billId, months }) => months.map((month) => [billId, sorted(month)]))
      .map((month) => JSON.stringify(month));
    return isEqual(known.sort(), filed.sort())
      ? []
      : [`bills: ${personId}: the agency filed ${filed.join(', ')}, assessment has ${known.join(', ')}`];
  });
