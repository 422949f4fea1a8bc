import type { Attack } from './attack';
import {
  guessedNumbers,
  guessedOrders,
  guessedTokens,
  manyBeneficiaries,
  manyQuotes,
  unknownPeople,
} from './attacks/guesses';
import { hostileValues, personalData, strangeRequests } from './attacks/hostile-values';
import { foreignCalls, foreignObjects, foreignTokens, incompleteTokens } from './attacks/rights';
import { oneOperator } from './attacks/one-operator';
import { slowBodies } from './attacks/slow-bodies';
import { slowJson } from './attacks/slow-json';
import type { Target } from './target';

/** In this order: those that bring limits down on a payer come last. */
export const attacks: readonly Attack[] = [
  slowJson,
  slowBodies,
  strangeRequests,
  foreignCalls,
  foreignObjects,
  foreignTokens,
  incompleteTokens,
  oneOperator,
  personalData,
  manyQuotes,
  hostileValues,
  unknownPeople,
  manyBeneficiaries,
  guessedTokens,
  guessedOrders,
  guessedNumbers,
];

const shownMax = 10;

/** Plays the attacks in turn and reports a line each; how many of them the system gave way to. */
export const play = async (
  target: Target,
  chosen: readonly Attack[],
  report: (line: string) => void,
): Promise<number> => {
  let broken = 0;
  let cases = 0;
  for (const { name, play: attack } of chosen) {
    const { tried, gaveWay, seen } = await attack(target);
    cases += tried;
    if (gaveWay.length > 0) broken += 1;
    const verdict = gaveWay.length === 0 ? 'held      ' : 'gave way  ';
    report(`${verdict}${String(tried).padStart(5)}  ${name}${seen === undefined ? '' : `: ${seen}`}`);
    for (const fault of gaveWay.slice(0, shownMax)) report(`                 ${fault}`);
    if (gaveWay.length > shownMax) report(`                 and ${gaveWay.length - shownMax} more`);
  }
  report(`${chosen.length} attacks, ${cases} cases; gave way to ${broken}`);
  return broken;
};
