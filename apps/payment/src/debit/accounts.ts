import type { DebitAccount } from '@canbao/domain-payment';
import type { Database } from '@canbao/postgres';
import { readingOfJob, unseal, type PersonalDataReads, type Reading } from '@canbao/service-kit';
import type { PersonKeys } from '../privacy/person-keys';
import type { DebitConnection } from './connection';

/** An agreement, by the number that it has at the bank, and whose it is. */
export interface AccountOf {
  readonly personId: string;
  readonly protocolNo: string;
}

interface AccountRow {
  readonly protocol_no: string;
  readonly key_id: string;
  readonly sealed: Buffer;
}

/** Stands for the key of the person; the other values name a key of the setting, which sealed before. */
const ownKey = 'person';
/** Sealed anew in one go: some ten milliseconds. */
const batchSize = 200;

/**
 * The accounts of agreements, each sealed under the key of the person it pays for. Events hold their last
 * digits only. Every opening is recorded before it.
 */
export class DebitAccounts {
  constructor(
    private readonly database: Database,
    private readonly debits: DebitConnection,
    private readonly keys: PersonKeys,
    private readonly reads: PersonalDataReads,
  ) {}

  /** Seals the account of an agreement. */
  async keep({ personId, protocolNo }: AccountOf, account: DebitAccount): Promise<void> {
    const sealed = await this.sealed({ personId, protocolNo }, account);
    await this.database.query(
      `insert into debit_accounts (protocol_no, key_id, sealed, person_id) values ($1, $2, $3, $4)
       on conflict do nothing`,
      [protocolNo, ownKey, sealed, personId],
    );
  }

  /** The account of an agreement that came to nothing is kept nowhere. */
  async forget(protocolNo: string): Promise<void> {
    await this.database.query('delete from debit_accounts where protocol_no = $1', [protocolNo]);
  }

  /** Accounts by the numbers of their agreements, without those of erased persons. */
  async open(reading: Reading, agreements: readonly AccountOf[]): Promise<ReadonlyMap<string, DebitAccount>> {
    if (agreements.length === 0) return new Map();
    const persons = new Map(agreements.map(({ protocolNo, personId }) => [protocolNo, personId]));
    const rows = await this.database.query<AccountRow & Record<string, unknown>>(
      'select protocol_no, key_id, sealed from debit_accounts where protocol_no = any($1)',
      [[...persons.keys()]],
    );
    const found = rows.map((row) => ({ ...row, personId: persons.get(row.protocol_no) ?? '' }));
    const recorded = await this.reads.record(
      reading,
      found.map(({ personId }) => ({ personId, field: 'bank-account' })),
    );
    const own = found.filter(({ key_id: keyId }) => keyId === ownKey);
    const opened = await this.keys.open(
      own.map(({ personId, protocol_no: place, sealed }) => ({ personId, place: placeOf(place), sealed })),
    );
    const texts = new Map(own.map((row, index) => [row.protocol_no, opened[index]]));
    return new Map(
      found.flatMap((row) => {
        recorded.use({ personId: row.personId, field: 'bank-account' });
        const text = row.key_id === ownKey ? texts.get(row.protocol_no) : this.openOld(row);
        return text === undefined ? [] : [[row.protocol_no, JSON.parse(text.toString()) as DebitAccount]];
      }),
    );
  }

  /** Seals some accounts of former releases under the keys of their persons; how many. */
  async sealSomeByPerson(): Promise<number> {
    const rows = await this.database.query<{ protocol_no: string; person_id: string }>(
      `select protocol_no, person_id from debit_accounts
       where key_id <> '${ownKey}' and person_id is not null limit ${batchSize}`,
    );
    const agreements = rows.map((row) => ({ protocolNo: row.protocol_no, personId: row.person_id }));
    const accounts = await this.open(readingOfJob('debit-runs', 'key-rotation'), agreements);
    await Promise.all(
      agreements.map(async (agreement) => {
        const account = accounts.get(agreement.protocolNo);
        if (account === undefined) return;
        await this.database.query(
          'update debit_accounts set sealed = $2, key_id = $3 where protocol_no = $1 and key_id <> $3',
          [agreement.protocolNo, await this.sealed(agreement, account), ownKey],
        );
      }),
    );
    return rows.length;
  }

  private sealed({ personId, protocolNo }: AccountOf, account: DebitAccount): Promise<Buffer> {
    return this.keys.seal(personId, placeOf(protocolNo), Buffer.from(JSON.stringify(account)));
  }

  private openOld({ key_id: keyId, protocol_no: protocolNo, sealed }: AccountRow): Buffer {
    return unseal(this.debits.secretOf(keyId), sealed, protocolNo);
  }
}

const placeOf = (protocolNo: string): string => `account ${protocolNo}`;
