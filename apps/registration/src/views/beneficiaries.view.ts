import type { Database } from '@canbao/postgres';
import { pairsView } from '@canbao/service-kit';

/** Whom a payer may pay for, for the payer's own list. */
export const beneficiariesView = pairsView('beneficiaries', 'BeneficiaryAdded', 'BeneficiaryRemoved');

export const beneficiariesOf = async (database: Database, payerId: string): Promise<string[]> =>
  (
    await database.query<{ person_id: string }>(
      'select person_id from beneficiaries where payer_id = $1 order by person_id',
      [payerId],
    )
  ).map((row) => row.person_id);
