import type { Instant } from '@canbao/calendar';
import type { BureauAnswerRecord, IdFor } from '@canbao/contracts';
import type { Insurance } from '@canbao/vocabulary';
import type { TakeAnswer } from '../posting/taken-answer';
import { requestIdOf } from '../reactions';
import type { AnswerIntakeEvent } from './answer-intake';
import { bookedDay, isAhead } from './booked-on';

/** A bureau by its name on topics. */
export type BureauName = AnswerIntakeEvent['data']['bureau'];

/** Whose insurance it is. */
export const insuranceOf = (bureau: BureauName): Insurance => (bureau === 'hrss' ? 'pension' : 'medical');

/** The bureau that owns an insurance. */
export const bureauFor = (insurance: Insurance): BureauName =>
  insurance === 'pension' ? 'hrss' : 'medical-bureau';

/**
 * What to make of an answer under the key of its record, or why it is none. `idFor` derives ids from what the
 * answer names, as from a foreign event.
 */
export const answerCommand = (
  bureau: BureauName,
  key: string | undefined,
  told: BureauAnswerRecord,
  idFor: IdFor,
  at: Instant,
): TakeAnswer | string => {
  const { personId, month, addition, answers } = told;
  if (key !== personId) return 'the record key is not the person';
  if (addition !== undefined && bureau !== 'hrss') return 'additions are of pension months';
  if (told.outcome !== 'refused' && told.bookedOn !== undefined && isAhead(told.bookedOn, at))
    return 'bookedOn is a day that has not come';
  const item = addition === undefined ? {} : { item: addition };
  return {
    type: 'TakeAnswer',
    personId,
    insurance: insuranceOf(bureau),
    month,
    ...item,
    answers,
    derivedId: requestIdOf(idFor, { month, ...item }),
    answer: answerOf(told),
    at,
  };
};

const answerOf = (told: BureauAnswerRecord): TakeAnswer['answer'] => {
  switch (told.outcome) {
    case 'booked': {
      const { outcome, receiptNo, total } = told;
      return { outcome, receiptNo, ...(total === undefined ? {} : { total }), ...bookedDay(told) };
    }
    case 'refused':
      return { outcome: 'refused', reason: told.reason };
    case 'reversed':
      return { outcome: 'reversed', ...bookedDay(told) };
  }
};
