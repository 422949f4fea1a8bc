import { leftOutBecause, personTrueUp } from '@canbao/domain-payment';
import type { Bugs } from '../bugs';

type TrueUps = typeof personTrueUp;
type Decide = TrueUps['decide'];

/** The decider of a person's adjustments, with the planted bugs that sit in it. */
export const adjusting = (bugs: Bugs): TrueUps => {
  if (bugs.adjustsTwice === true) return { ...personTrueUp, decide: decideAnew };
  return bugs.adjustsTheDead === true ? { ...personTrueUp, decide: decideForAll } : personTrueUp;
};

/** Why a person is left out of a rehearsal, with the same bugs. */
export const leftOut =
  (bugs: Bugs): typeof leftOutBecause =>
  (known, insurance) =>
    bugs.adjustsTheDead === true ? undefined : leftOutBecause(known, insurance);

/** What has been adjusted is forgotten. */
const decideAnew: Decide = (command, state) =>
  personTrueUp.decide(command, { ...state, runIds: [], adjusted: [] });

/** Whoever has died or left is adjusted as well. */
const decideForAll: Decide = (command, { payability, ...state }) => {
  const { diedOn: _, left: _left, ...here } = payability;
  return personTrueUp.decide(command, { ...state, payability: here });
};
