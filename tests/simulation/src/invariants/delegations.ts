import type { History } from '../history';
import { services, type ServiceName } from '../services';
import type { World } from '../world';
import { isEqual, type Finding } from './finding';

/**
 * Who may act for whom: what the payers were told, what registration knows and what the others heard are one.
 */
export const delegations = (world: World, history: History): Finding[] => {
  const told = [...history.delegations].sort();
  const known = standing(world, 'registration', 'BeneficiaryAdded', 'BeneficiaryRemoved');
  return [
    ...difference('the payers were told', told, 'registration knows', known),
    ...(['assessment', 'ledger-sync'] as const)
      .filter((name) => services[name].subscriptions.length > 0)
      .flatMap((name) => {
        const heard = standing(world, name, 'DelegationNoted', 'DelegationEnded');
        return difference('registration knows', known, `${name} heard`, heard);
      }),
  ];
};

const standing = (world: World, name: ServiceName, begins: string, ends: string): string[] => {
  const pairs = new Set<string>();
  for (const { type, data } of world.tables[name].log) {
    const { payerId, personId } = data as { payerId: string; personId: string };
    if (type === begins) pairs.add(`${payerId} ${personId}`);
    if (type === ends) pairs.delete(`${payerId} ${personId}`);
  }
  return [...pairs].sort();
};

const difference = (
  left: string,
  leftPairs: readonly string[],
  right: string,
  rightPairs: readonly string[],
): Finding[] =>
  isEqual(leftPairs, rightPairs)
    ? []
    : [`delegations: ${left} ${leftPairs.join(', ') || 'none'}; ${right} ${rightPairs.join(', ') || 'none'}`];
