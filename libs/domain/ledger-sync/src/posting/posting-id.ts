import { month } from '@canbao/calendar';
import { insurances, type Insurance } from '@canbao/vocabulary';
import type { Obligation } from './posting.events';

/** The id of a posting on the wire: the insurance, the person and the month, or what was added to it. */
export const postingIdOf = ({ insurance, personId, month: postedMonth, item }: Obligation): string =>
  `${insurance}-${personId}-${postedMonth}${item === undefined ? '' : '-true-up'}`;

/**
 * The month of one person that a posting id names.
 * @throws Error when it is not an id that `postingIdOf` makes.
 */
export const obligationNamed = (postingId: string): Obligation => {
  const [, insurance, personId = '', postedMonth = '', added] = idPattern.exec(postingId) ?? [];
  if (insurance === undefined) throw new Error('not a posting id');
  const obligation = { insurance: insurance as Insurance, personId, month: month(postedMonth) };
  return added === undefined ? obligation : { ...obligation, item: 'pension-true-up' };
};

const idPattern = new RegExp(`^(${insurances.join('|')})-([0-9a-f-]{36})-(\\d{4}-\\d{2})(-true-up)?$`);
