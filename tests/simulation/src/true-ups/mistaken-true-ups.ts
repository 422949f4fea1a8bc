import { leftOutBecause, personTrueUp } from '@canbao/domain-payment';
import type { Bugs } from '../bugs';

type TrueUps = typeof personTrueUp;
type Decide = TrueUps['decide'];

/** The decider of a person's adjustments, with the planted bugs that sit in it. */
export const adjusting = (bugs: Bugs): TrueUps => {
  if (bugs.adjustsTwice === true) return { ...personTrueUp, decide: decideAnew };
  if (bugs.adjustsWhoLeft === true) return { ...personTrueUp, decide: decideForWhoLeft };
  return bugs.adjustsTheDead === true ? { ...personTrueUp, decide: decideForAll } : personTrueUp;
};

/** Why a person is left out of a rehearsal, with the same bugs. */
export const leftOut =
  (bugs: Bugs): typeof leftOutBecause =>
  ({ left, ...known }, insurance) => {
    if (bugs.adjustsTheDead === true) return undefined;
    return leftOutBecause(
      bugs.adjustsWhoLeft === true || left === undefined ? known : { ...known, left },
      insurance,
    );
  };

/** What has been adjusted is forgotten. */
const decideAnew: Decide = (command, state) =>
  personTrueUp.decide(command, { ...state, runIds: [], adjusted: [] });

/** Whoever has died or left is adjusted as well. */
const decideForAll: Decide = (command, { payability, ...state }) => {
  const { diedOn: _, left: _left, ...here } = payability;
  return personTrueUp.decide(command, { ...state, payability: here });
};

/** Whoever has left is adjusted as well. */
const decideForWhoLeft: Decide = (command, { payability, ...state }) => {
  const { left: _, ...here } = payability;
  return personTrueUp.decide(command, { ...state, payability: here });
};
