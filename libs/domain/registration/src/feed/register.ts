import { withoutOverlaps } from '@canbao/calendar';
import { canonicalJson } from '@canbao/event-sourcing';
import type { Insurance } from '@canbao/vocabulary';
import type { AnyEnrolment, PersonState } from '../person-state';
import { effective, idOf, insuranceOf, type KnownMessage } from './effective';
import type { BureauMessage } from './message.events';
import { timelineOf } from './timeline';

/** The enrolments that messages make, on top of what calls of the API told. */
export const enrolmentsBy = (
  { messages, base, absorbed }: PersonState,
  insurance: Insurance,
): readonly AnyEnrolment[] => {
  const own = effective(messages).filter(
    (message) => insuranceOf(message.bureau) === insurance && !absorbed.includes(idOf(message)),
  );
  return timelineOf(base[insurance] ?? [], own).enrolments;
};

/** The person once a message is known. */
export const withMessage = (state: PersonState, message: BureauMessage, counts: boolean): PersonState => {
  const insurance = insuranceOf(message.bureau);
  const known: KnownMessage = { ...message, counts };
  return {
    ...state,
    messages: [...state.messages, known],
    base: { ...state.base, [insurance]: state.base[insurance] ?? withoutOverlaps(state[insurance]) },
  };
};

/**
 * The person after the enrolments for an insurance have changed. Where they are not what the messages make of
 * them, a call of the API has set them: they hold what was known until then, and messages count from there.
 */
export const withEnrolments = (
  state: PersonState,
  insurance: Insurance,
  enrolments: readonly AnyEnrolment[],
): PersonState => {
  const after = { ...state, [insurance]: enrolments };
  if (state.base[insurance] === undefined) return after;
  const now = withoutOverlaps(enrolments);
  if (canonicalJson(now) === canonicalJson(withoutOverlaps(enrolmentsBy(state, insurance)))) return after;
  const own = state.messages.filter(({ bureau }) => insuranceOf(bureau) === insurance).map(idOf);
  return {
    ...after,
    base: { ...state.base, [insurance]: now },
    absorbed: [...new Set([...state.absorbed, ...own])],
  };
};
