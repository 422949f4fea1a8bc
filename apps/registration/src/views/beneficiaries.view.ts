import { BeneficiaryAdded, BeneficiaryRemoved } from '@canbao/domain-registration';
import type { Database } from '@canbao/postgres';
import { pairsView } from '@canbao/service-kit';

/** Whom a payer may pay for, for the payer's own list. */
export const beneficiariesView = pairsView('beneficiaries', BeneficiaryAdded, BeneficiaryRemoved);

/** The ids of the persons on a payer's list. */
export const beneficiariesOf = async (database: Database, payerId: string): Promise<string[]> => {
  const rows = await database.query<{ person_id: string }>(
    'select person_id from beneficiaries where payer_id = $1 order by person_id',
    [payerId],
  );
  return rows.map((row) => row.person_id);
};
