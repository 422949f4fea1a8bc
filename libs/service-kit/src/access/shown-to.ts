import type { Condition, Operation } from '@canbao/contracts';
import type { Caller } from '../http/caller';

/** Whether the caller may make the call, whose answer is part of another one. */
export const mayCall = ({ roles }: Pick<Operation, 'roles'>, { role }: Caller): boolean =>
  roles.some((admitted) => admitted === role);

/**
 * Conditions as the caller may see them: a counter is told what has to be done, and nothing that is known of
 * the person beside.
 */
export const shownTo = <Answered extends { readonly conditions: readonly Condition[] }>(
  { role }: Caller,
  answered: Answered,
): Answered =>
  role === 'bank' || role === 'tax-desk'
    ? {
        ...answered,
        conditions: answered.conditions.map(({ details: _, evidence: __, ...told }) => told),
      }
    : answered;
