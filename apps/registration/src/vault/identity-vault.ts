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
  /** The role of the bureau that gave the name; null for names stored before bureaus were recorded. */
  readonly source: string | null;
}

/** A registered person, and how the name fits what was known of them. */
export interface Registered {
  readonly personId: string;
  /** `other`: the bureaus know the person by different names. `mismatch`: this bureau itself gave another. */
  readonly name: 'same' | 'other' | 'mismatch';
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
   * The person's id, new or known. Each bureau keeps the name that it knows the person by. Idempotent.
   * @param source the role of the bureau
   */
  async register({ idNumber, name }: Identity, source: string, actor: string): Promise<Registered> {
    const newId = await this.insert({ idNumber, name }, source);
    const sealed = await this.find(idNumber);
    if (sealed === undefined) throw new Error('the identity row is gone');
    const personId = sealed.person_id;
    if (personId === newId) return { personId, name: 'same' };
    const reading = { purpose: 'registration', actor };
    if (canonicalName(await this.nameOf(sealed, reading)) === canonicalName(name))
      return { personId, name: 'same' };
    if (sealed.source === source) return { personId, name: 'mismatch' };
    const isOwn = await this.keepOtherName(sealed, source, name, reading);
    return { personId, name: isOwn ? 'other' : 'mismatch' };
  }

  /** Keeps the bureau's own name for the person; false when it gave another one before. */
  private async keepOtherName(
    sealed: SealedName,
    source: string,
    name: string,
    reading: Reading,
  ): Promise<boolean> {
    const { person_id: personId, data_key: wrappedKey } = sealed;
    const dataKey = unseal(this.encryptionKey, wrappedKey, personId);
    await this.database.query(
      `insert into identity_other_name (person_id, source, name) values ($1, $2, $3)
       on conflict (person_id, source) do nothing`,
      [personId, source, seal(dataKey, Buffer.from(name), `${personId}|name`)],
    );
    const names = await this.otherNames(sealed, reading, source);
    return names.some((other) => canonicalName(other) === canonicalName(name));
  }

  /**
   * The names by which other bureaus than the first know the person; only that of `source` if it is given.
   */
  private async otherNames(sealed: SealedName, reading: Reading, source?: string): Promise<string[]> {
    const rows = await this.database.query<{ name: Buffer }>(
      'select name from identity_other_name where person_id = $1 and ($2::text is null or source = $2)',
      [sealed.person_id, source ?? null],
    );
    return Promise.all(rows.map(({ name }) => this.nameOf({ ...sealed, name }, reading)));
  }

  /** The person with this number and name; undefined in either case of no match, which are not told apart. */
  async match({ idNumber, name }: Identity, actor: string): Promise<string | undefined> {
    const sealed = await this.find(idNumber);
    if (sealed === undefined) return undefined;
    const reading = { purpose: 'match', actor };
    const knownNames = [await this.nameOf(sealed, reading), ...(await this.otherNames(sealed, reading))];
    return knownNames.some((knownName) => canonicalName(knownName) === canonicalName(name))
      ? sealed.person_id
      : undefined;
  }

  /** The names of several persons, by person id. */
  async names(personIds: readonly string[], reading: Reading): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.query<SealedName & Record<string, unknown>>(
      'select person_id, data_key, name, source from identity where person_id = any($1)',
      [personIds],
    );
    const names = rows.map(async (row) => [row.person_id, await this.nameOf(row, reading)] as const);
    return new Map(await Promise.all(names));
  }

  /** Stores a person under a new id, unless the number is known. Returns the new id, used or not. */
  private async insert({ idNumber, name }: Identity, source: string): Promise<string> {
    const personId = randomUUID();
    const dataKey = randomBytes(32);
    await this.database.query(
      `insert into identity (person_id, blind_index, key_id, data_key, id_number, name, source)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (blind_index) do nothing`,
      [
        personId,
        this.blindIndex(idNumber),
        this.keyId,
        seal(this.encryptionKey, dataKey, personId),
        seal(dataKey, Buffer.from(canonicalNumber(idNumber)), `${personId}|id_number`),
        seal(dataKey, Buffer.from(name), `${personId}|name`),
        source,
      ],
    );
    return personId;
  }

  private async find(idNumber: string): Promise<SealedName | undefined> {
    const rows = await this.database.query<SealedName & Record<string, unknown>>(
      'select person_id, data_key, name, source from identity where blind_index = $1',
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
