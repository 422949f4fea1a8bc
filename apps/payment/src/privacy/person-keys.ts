import { randomBytes } from 'node:crypto';
import type { Database } from '@canbao/postgres';
import { seal, unseal } from '@canbao/service-kit';

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
   * @throws Error where the person is erased.
   */
  async seal(personId: string, place: string, plain: Buffer): Promise<Buffer> {
    const fresh = this.wrap(personId, randomBytes(32));
    await this.database.query(
      `insert into person_keys (person_id, key_id, data_key) values ($1, $2, $3) on conflict do nothing`,
      [personId, fresh.key_id, fresh.data_key],
    );
    const key = (await this.keysOf([personId])).get(personId);
    if (key === undefined) throw new Error('the key of this person has been destroyed');
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

const placeOf = (personId: string, place: string): string => `${personId}|${place}`;
