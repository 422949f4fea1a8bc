import type { Database, Migration } from '@canbao/postgres';
import { pairsView } from '@canbao/service-kit';

export const beneficiariesMigration: Migration = {
  name: 'Beneficiaries',
  sql: 'create table beneficiaries (payer_id text not null, person_id uuid not null, primary key (payer_id, person_id))',
};

/** Whom a payer may pay for, for the payer's own list. */
export const beneficiariesView = pairsView('beneficiaries', 'BeneficiaryAdded', 'BeneficiaryRemoved');

export const beneficiariesOf = async (database: Database, payerId: string): Promise<string[]> =>
  (
    await database.query<{ person_id: string }>(
      'select person_id from beneficiaries where payer_id = $1 order by person_id',
      [payerId],
    )
  ).map((row) => row.person_id);
