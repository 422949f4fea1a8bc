import { inTransaction, type Database } from '@canbao/postgres';
import { readingOfJob, type PersonalDataReads, type Recorded } from '@canbao/service-kit';
import type { KeyRow, VaultKeys } from './vault-keys';

/** Which keys the vault needs. */
export interface KeysInUse {
  readonly current: string;
  /** Persons sealed with a key that is on its way out. */
  readonly remaining: number;
  readonly keys: readonly KeyInUse[];
}

interface KeyInUse {
  readonly keyId: string;
  /** Whose data key it wraps. */
  readonly persons: number;
  /** Numbers that are found by it. */
  readonly digests: number;
}

interface NumberVersion {
  readonly person_id: string;
  readonly version: number;
  readonly sealed: Buffer;
  readonly is_current: boolean;
}

/** Persons sealed anew in one transaction: some ten milliseconds. */
const batchSize = 200;

/**
 * Moves the vault to its current key: wraps each person's data key anew, adds the digests of their numbers.
 * Whoever reads or corrects a person meanwhile finds the one or the other, and either opens.
 */
export class KeyRotation {
  constructor(
    private readonly database: Database,
    private readonly keys: VaultKeys,
    private readonly reads: PersonalDataReads,
  ) {}

  /** @throws what the driver throws. */
  async inUse(): Promise<KeysInUse> {
    const counts = await this.database.query<KeyInUse & { id: string }>(
      `select coalesce(p.key_id, d.key_id) as id, coalesce(persons, 0)::int as persons,
          coalesce(digests, 0)::int as digests
        from (select key_id, count(*) as persons from identity group by key_id) p
        full join (select key_id, count(*) as digests from identity_index group by key_id) d using (key_id)
        order by 1`,
    );
    const keys = [...new Set([...this.keys.ids, ...counts.map(({ id }) => id)])].map((keyId) => {
      const { persons = 0, digests = 0 } = counts.find(({ id }) => id === keyId) ?? {};
      return { keyId, persons, digests };
    });
    const former = keys.filter(({ keyId }) => this.keys.former.includes(keyId));
    return {
      current: this.keys.current,
      remaining: former.reduce((sum, { persons }) => sum + persons, 0),
      keys,
    };
  }

  /**
   * Refuses keys with which the vault cannot be opened or searched.
   * @throws Error that says which key, and for how many persons.
   */
  async assertKeysFit(): Promise<void> {
    for (const { keyId, persons } of (await this.inUse()).keys) {
      if (persons === 0) continue;
      if (!this.keys.ids.includes(keyId))
        throw new Error(
          `${persons} persons are sealed with the identity key ${keyId}, which IDENTITY_KEYS lacks. ` +
            'Put it back before the current key, until nobody needs it (docs/runbooks/identity-keys.md).',
        );
      if (!(await this.fits(keyId)))
        throw new Error(
          `The identity key ${keyId} of IDENTITY_KEYS is not the one that sealed ${persons} persons.`,
        );
    }
  }

  /** Seals some persons anew with the current key; how many. Several instances share the work. */
  sealSome(): Promise<number> {
    const { former, current } = this.keys;
    if (former.length === 0) return Promise.resolve(0);
    return inTransaction(this.database.pool, async (client) => {
      const { rows: persons } = await client.query<KeyRow>(
        `select person_id, key_id, data_key from identity where key_id = any($1)
          limit ${batchSize} for update skip locked`,
        [former],
      );
      if (persons.length === 0) return 0;
      const ids = persons.map(({ person_id: id }) => id);
      const { rows: versions } = await client.query<NumberVersion>(
        `select person_id, version, sealed, until is null as is_current
          from identity_version where field = 'id-number' and person_id = any($1)`,
        [ids],
      );
      const recorded = await this.record(versions, 'key-rotation');
      await client.query(
        `update identity set key_id = $1, data_key = anew.data_key
          from unnest($2::uuid[], $3::bytea[]) as anew(person_id, data_key)
          where identity.person_id = anew.person_id`,
        [current, ids, persons.map((row) => this.keys.rewrap(row).data_key)],
      );
      const rows = new Map(persons.map((row) => [row.person_id, row]));
      await client.query(
        `insert into identity_index (person_id, version, key_id, digest, is_current)
          select person_id, version, $1, digest, is_current
          from unnest($2::uuid[], $3::int[], $4::bytea[], $5::boolean[])
            as new(person_id, version, digest, is_current)
          on conflict (person_id, version, key_id) do nothing`,
        [
          current,
          versions.map(({ person_id: id }) => id),
          versions.map(({ version }) => version),
          versions.map((version) =>
            this.digestOf(recorded, rows.get(version.person_id) as KeyRow, version.sealed),
          ),
          versions.map(({ is_current: isCurrent }) => isCurrent),
        ],
      );
      return persons.length;
    });
  }

  /** Removes some digests under keys that are gone from the settings; how many. */
  async forgetSome(): Promise<number> {
    const { rowCount } = await this.database.pool.query(
      `delete from identity_index where ctid = any(array(
          select ctid from identity_index where key_id <> all($1) limit ${batchSize}
        ))`,
      [this.keys.ids],
    );
    return rowCount ?? 0;
  }

  /** Whether a key opens one of its persons, and finds them. */
  private async fits(keyId: string): Promise<boolean> {
    const [row] = await this.database.query<KeyRow & { id_number: Buffer; digest: Buffer }>(
      `select person_id, i.key_id, data_key, id_number, digest
        from identity i join identity_index x using (person_id)
        where i.key_id = $1 and x.key_id = $1 and is_current limit 1`,
      [keyId],
    );
    if (row === undefined) return true;
    const recorded = await this.record([row], 'key-check');
    try {
      return this.digestOf(recorded, row, row.id_number, keyId).equals(row.digest);
    } catch {
      return false;
    }
  }

  private record(
    rows: readonly Pick<KeyRow, 'person_id'>[],
    purpose: 'key-rotation' | 'key-check',
  ): Promise<Recorded> {
    const values = rows.map(({ person_id: personId }) => ({ personId, field: 'id-number' }) as const);
    return this.reads.record(readingOfJob('rotate-identity-keys', purpose), values);
  }

  private digestOf(
    recorded: Recorded,
    row: KeyRow,
    sealed: Buffer,
    keyId: string = this.keys.current,
  ): Buffer {
    const number = this.keys.open(recorded, row, 'id_number', sealed);
    const { keyIds, digests } = this.keys.digestsOfNumber(number);
    return digests[keyIds.indexOf(keyId)] as Buffer;
  }
}
