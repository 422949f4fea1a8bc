import { randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import { paymentRejections as rejections } from '@canbao/domain-payment';
import type { Database } from '@canbao/postgres';
import { Problem, seal, unseal } from '@canbao/service-kit';

/** Keys that wrap the keys of persons, by their ids; the current one wraps new ones. */
export interface WrappingKeys {
  readonly current: string;
  readonly secrets: ReadonlyMap<string, Buffer>;
}

interface KeyRow {
  readonly person_id: string;
  readonly key_id: string;
  readonly data_key: Buffer;
}

/**
 * A key for each person of whom payment seals anything. What it has sealed, in tables, events and copies of
 * both, opens as long as the key is there: it is erased by destroying the key.
 */
export class PersonKeys {
  constructor(
    private readonly database: Database,
    private readonly wrapping: WrappingKeys | undefined,
  ) {}

  /** Whether anything can be sealed. */
  get isSet(): boolean {
    return this.wrapping !== undefined;
  }

  /**
   * Seals a value for its place, under the person's key; their first value makes it.
   * @throws Problem `person-not-found` where the person is erased.
   */
  async seal(personId: string, place: string, plain: Buffer): Promise<Buffer> {
    const fresh = this.wrap(personId, randomBytes(32));
    await this.database.query(
      `insert into person_keys (person_id, key_id, data_key) values ($1, $2, $3) on conflict do nothing`,
      [personId, fresh.key_id, fresh.data_key],
    );
    const key = (await this.keysOf([personId])).get(personId);
    if (key === undefined) throw new Problem('person-not-found', rejections['person-not-found']);
    return seal(key, plain, placeOf(personId, place));
  }

  /** Opens values of several persons: one statement. Those of erased persons are undefined. */
  async open(
    values: readonly { readonly personId: string; readonly place: string; readonly sealed: Buffer }[],
  ): Promise<(Buffer | undefined)[]> {
    const keys = await this.keysOf(values.map(({ personId }) => personId));
    return values.map(({ personId, place, sealed }) => {
      const key = keys.get(personId);
      return key === undefined ? undefined : unseal(key, sealed, placeOf(personId, place));
    });
  }

  /** Destroys a person's key for good: none is made for them again. Idempotent. */
  async destroy(client: PoolClient, personId: string): Promise<void> {
    await client.query(
      `insert into person_keys (person_id, key_id, data_key, destroyed_at) values ($1, 'none', null, now())
       on conflict (person_id) do update
         set data_key = null, destroyed_at = coalesce(person_keys.destroyed_at, now())`,
      [personId],
    );
  }

  /**
   * Wraps some keys anew that a former wrapping key has wrapped; how many. Nothing of a person is opened.
   * What a key that is not set has wrapped is left: it keeps nobody else waiting.
   */
  async rewrapSome(): Promise<number> {
    if (this.wrapping === undefined) return 0;
    const rows = await this.database.query<KeyRow & Record<string, unknown>>(
      `select person_id, key_id, data_key from person_keys
       where key_id <> $1 and key_id = any($2) and data_key is not null limit ${batchSize}`,
      [this.wrapping.current, [...this.wrapping.secrets.keys()]],
    );
    const fresh = rows.map((row) => this.wrap(row.person_id, this.unwrap(row)));
    await this.database.query(
      `update person_keys set key_id = $1, data_key = anew.data_key
       from unnest($2::uuid[], $3::text[], $4::bytea[]) as anew(person_id, former, data_key)
       where person_keys.person_id = anew.person_id and key_id = former and person_keys.data_key is not null`,
      [
        this.wrapping.current,
        rows.map((row) => row.person_id),
        rows.map((row) => row.key_id),
        fresh.map((row) => row.data_key),
      ],
    );
    return rows.length;
  }

  private async keysOf(personIds: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    if (personIds.length === 0) return new Map();
    const rows = await this.database.query<KeyRow & Record<string, unknown>>(
      `select person_id, key_id, data_key from person_keys
       where person_id = any($1) and data_key is not null`,
      [[...new Set(personIds)]],
    );
    return new Map(rows.map((row) => [row.person_id, this.unwrap(row)]));
  }

  private wrap(personId: string, dataKey: Buffer): KeyRow {
    if (this.wrapping === undefined) throw new Error('no key is set that could wrap those of persons');
    const { current } = this.wrapping;
    return {
      person_id: personId,
      key_id: current,
      data_key: seal(this.secretOf(current), dataKey, personId),
    };
  }

  private unwrap({ person_id: personId, key_id: keyId, data_key: wrapped }: KeyRow): Buffer {
    return unseal(this.secretOf(keyId), wrapped, personId);
  }

  private secretOf(keyId: string): Buffer {
    const secret = this.wrapping?.secrets.get(keyId);
    if (secret === undefined) throw new Error(`no key ${keyId} for the keys of persons`);
    return secret;
  }
}

/** Keys wrapped anew in one go: some ten milliseconds. */
const batchSize = 200;

const placeOf = (personId: string, place: string): string => `${personId}|${place}`;
