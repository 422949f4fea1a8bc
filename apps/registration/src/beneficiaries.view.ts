import type { PayerEvent } from '@canbao/domain-registration';
import type { Database, InlineView, Migration } from '@canbao/postgres';

export const beneficiariesMigration: Migration = {
  name: 'Beneficiaries', sql: 'create table beneficiaries (payer_id text not null, person_id uuid not null, primary key (payer_id, person_id))',
};

/** Whom a payer may pay for, for the payer's own list. */
export const beneficiariesView: InlineView = {
  name: 'beneficiaries',
  apply: async (client, events) => {
    for (const { type, data } of events as readonly unknown[] as readonly PayerEvent[]) {
      if (type === 'BeneficiaryAdded') await client.query('insert into beneficiaries values ($1, $2) on conflict do nothing', [data.payerId, data.personId]);
      if (type === 'BeneficiaryRemoved') await client.query('delete from beneficiaries where payer_id = $1 and person_id = $2', [data.payerId, data.personId]);
    }
  },
};

export const beneficiariesOf = async (database: Database, payerId: string): Promise<string[]> =>
  (await database.query<{ person_id: string }>('select person_id from beneficiaries where payer_id = $1 order by person_id', [payerId])).map((row) => row.person_id);
