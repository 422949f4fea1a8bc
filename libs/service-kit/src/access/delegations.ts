import type { Database } from '@canbao/postgres';
import { DelegationEnded, DelegationNoted } from '@canbao/domain-delegation';
import { pairsView } from './pairs.view';
import { identityOf, type Caller } from '../http/caller';
import type { FactsInFlight } from '../messages/facts-in-flight';

/** The table of who may act for whom (代缴), filled from the service's own delegation events. */
export const delegationsView = pairsView('delegations', DelegationNoted, DelegationEnded);

/**
 * Whether the caller may access what concerns a person. A payer may for those they have added, themselves
 * included; other roles are limited by the operations that admit them.
 */
export const mayAccess = async (database: Database, caller: Caller, personId: string): Promise<boolean> => {
  if (caller.role !== 'payer') return caller.role !== 'anyone';
  const pairs = await database.query('select 1 from delegations where payer_id = $1 and person_id = $2', [
    caller.subject,
    personId,
  ]);
  return pairs.length > 0;
};

/** The same, where the delegation may still be on its way from registration. */
export const gainsAccess = (
  facts: FactsInFlight,
  database: Database,
  caller: Caller,
  personId: string,
): Promise<boolean> =>
  facts.waitUntil(() => mayAccess(database, caller, personId), {
    subject: personId,
    caller: identityOf(caller),
  });
