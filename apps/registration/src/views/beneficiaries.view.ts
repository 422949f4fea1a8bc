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

/** The payers on whose lists a person is; few of all rows, and seldom asked for. */
export const payersOf = async (database: Database, personId: string): Promise<string[]> => {
  const rows = await database.query<{ payer_id: string }>(
    'select payer_id from beneficiaries where person_id = $1 order by payer_id',
    [personId],
  );
  return rows.map((row) => row.payer_id);
};
