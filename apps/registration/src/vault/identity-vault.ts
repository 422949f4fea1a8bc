import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { canonicalName, canonicalNumber, type Identity } from '@canbao/domain-registration';
import type { Database } from '@canbao/postgres';
import { seal, unseal } from './sealing';

/** The vault's two keys, 32 bytes each in Base64, and the name of the encryption key. */
export const IdentityKeys = z.object({ keyId: z.string(), encryption: z.string(), index: z.string() });

/** Why plain text is read, and by whom: every reading leaves a row. */
export interface Reading {
  readonly purpose: string;
  readonly actor: string;
}

interface SealedName {
  readonly person_id: string;
  readonly data_key: Buffer;
  readonly name: Buffer;
}

/**
 * The only place that knows who a person is. Each person has a data key of their own, wrapped by the key
 * encryption key; it seals number and name, each bound to its person and field. Look-up goes through a keyed
 * blind index: a plain hash of an identity number can be reversed by trying all of them.
 */
export class IdentityVault {
  private readonly encryptionKey: Buffer;
  private readonly indexKey: Buffer;
  private readonly keyId: string;

  constructor(
    private readonly database: Database,
    keys: z.infer<typeof IdentityKeys>,
  ) {
    this.encryptionKey = Buffer.from(keys.encryption, 'base64');
    this.indexKey = Buffer.from(keys.index, 'base64');
    this.keyId = keys.keyId;
  }

  /**
   * The person's id, new or known; `nameMatches` is false when the number is known under another name.
   * Idempotent.
   */
  async register(
    { idNumber, name }: Identity,
    actor: string,
  ): Promise<{ personId: string; nameMatches: boolean }> {
    const newId = await this.insert({ idNumber, name });
    const sealed = await this.find(idNumber);
    if (sealed === undefined) throw new Error('the identity row is gone');
    const personId = sealed.person_id;
    if (personId === newId) return { personId, nameMatches: true };
    const knownName = await this.nameOf(sealed, { purpose: 'registration', actor });
    return { personId, nameMatches: canonicalName(knownName) === canonicalName(name) };
  }

  /** The person with this number and name; undefined in either case of no match, which are not told apart. */
  async match({ idNumber, name }: Identity, actor: string): Promise<string | undefined> {
    const sealed = await this.find(idNumber);
    if (sealed === undefined) return undefined;
    const knownName = await this.nameOf(sealed, { purpose: 'match', actor });
    return canonicalName(knownName) === canonicalName(name) ? sealed.person_id : undefined;
  }

  /** The names of several persons, by person id. */
  async names(personIds: readonly string[], reading: Reading): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.query<SealedName & Record<string, unknown>>(
      'select person_id, data_key, name from identity where person_id = any($1)',
      [personIds],
    );
    const names = rows.map(async (row) => [row.person_id, await this.nameOf(row, reading)] as const);
    return new Map(await Promise.all(names));
  }

  /** Stores a person under a new id, unless the number is known. Returns the new id, used or not. */
  private async insert({ idNumber, name }: Identity): Promise<string> {
    const personId = randomUUID();
    const dataKey = randomBytes(32);
    await this.database.query(
      `insert into identity (person_id, blind_index, key_id, data_key, id_number, name)
       values ($1, $2, $3, $4, $5, $6) on conflict (blind_index) do nothing`,
      [
        personId,
        this.blindIndex(idNumber),
        this.keyId,
        seal(this.encryptionKey, dataKey, personId),
        seal(dataKey, Buffer.from(canonicalNumber(idNumber)), `${personId}|id_number`),
        seal(dataKey, Buffer.from(name), `${personId}|name`),
      ],
    );
    return personId;
  }

  private async find(idNumber: string): Promise<SealedName | undefined> {
    const rows = await this.database.query<SealedName & Record<string, unknown>>(
      'select person_id, data_key, name from identity where blind_index = $1',
      [this.blindIndex(idNumber)],
    );
    return rows[0];
  }

  private blindIndex(idNumber: string): Buffer {
    return createHmac('sha256', this.indexKey)
      .update(`id-number|${canonicalNumber(idNumber)}`)
      .digest();
  }

  private async nameOf(
    { person_id: personId, data_key: wrappedKey, name }: SealedName,
    { purpose, actor }: Reading,
  ): Promise<string> {
    await this.database.query(
      'insert into identity_read (person_id, field, purpose, actor) values ($1, $2, $3, $4)',
      [personId, 'name', purpose, actor],
    );
    const dataKey = unseal(this.encryptionKey, wrappedKey, personId);
    return unseal(dataKey, name, `${personId}|name`).toString();
  }
}
