import { randomBytes, randomUUID } from 'node:crypto';
import {
  canonicalName,
  canonicalNumber,
  type Bureau,
  type Identity,
  type IdentityDigests,
} from '@canbao/domain-registration';
import { endsWhenRestricted } from '@canbao/contracts';
import { inTransaction, uniqueViolation, type Database } from '@canbao/postgres';
import type { PersonalDataReads, Reading } from '@canbao/service-kit';
import { restrictedOf } from '../views/restricted-persons.view';
import type { KeyRow, VaultKeys } from './vault-keys';

/** A person's row, with the name that the first bureau gave. */
export interface SealedName extends KeyRow {
  readonly name: Buffer;
  /** The bureau that gave the name; null for names stored before bureaus were recorded. */
  readonly source: Bureau | null;
}

/** A registered person, and how the name fits what was known of them. */
export interface Registered {
  readonly personId: string;
  /**
   * `other`: the bureaus know the person by different names. `mismatch`: this bureau itself gave another.
   * `former-number`: the person of this name had this number until it was corrected.
   */
  readonly fit: 'same' | 'other' | 'mismatch' | 'former-number';
}

/** Stands for whoever has a number that is not registered. */
const nobodyId = '00000000-0000-0000-0000-000000000000';

/** The only place that knows who a person is. Every name and number is kept with its versions. */
export class IdentityVault {
  private readonly nobody: SealedName;

  constructor(
    private readonly database: Database,
    private readonly keys: VaultKeys,
    private readonly reads: PersonalDataReads,
  ) {
    const row = keys.wrap(nobodyId, randomBytes(32));
    this.nobody = { ...row, name: keys.seal(row, 'name', '无名氏'), source: null };
  }

  /** What misses are counted by. */
  digestsOf(identity: Identity): IdentityDigests {
    return this.keys.digestsOf(identity);
  }

  /** The person's id, new or known. Each bureau keeps the name that it knows the person by. Idempotent. */
  async register(identity: Identity, source: Bureau, reading: Reading): Promise<Registered> {
    const { idNumber, name } = identity;
    const known = await this.find(idNumber);
    if (known !== undefined) return this.registerAgain(known, name, source, reading);
    const formerHolder = await this.formerHolder(identity, reading);
    if (formerHolder !== undefined) return { personId: formerHolder, fit: 'former-number' };
    const newId = await this.insert(identity, source, reading.actor);
    const sealed = await this.find(idNumber);
    if (sealed === undefined) throw new Error('the identity row is gone');
    if (sealed.person_id === newId) return { personId: newId, fit: 'same' };
    return this.registerAgain(sealed, name, source, reading);
  }

  /**
   * The person with this number and name; undefined in either case of no match, which are not told apart: an
   * unknown number is read, compared and recorded as nobody's, so that the answer takes as long.
   */
  async match({ idNumber, name }: Identity, reading: Reading): Promise<string | undefined> {
    const [sealed] = await this.unrestricted(await this.holders(idNumber, 'is_current'), reading);
    const isKnown = await this.isNameOf(sealed ?? this.nobody, name, reading);
    return isKnown ? sealed?.person_id : undefined;
  }

  /** The person with this number, and the name; an unknown number is read as nobody's, and takes as long. */
  async holderOf(
    idNumber: string,
    reading: Reading,
  ): Promise<{ readonly personId: string; readonly name: string } | undefined> {
    const sealed = await this.find(idNumber);
    const name = await this.nameOf(sealed ?? this.nobody, reading);
    return sealed === undefined ? undefined : { personId: sealed.person_id, name };
  }

  /** Name and number of a person in full; undefined for an id that is nobody's. */
  async inFull(personId: string, reading: Reading): Promise<Identity | undefined> {
    const [row] = await this.database.query<SealedName & { id_number: Buffer } & Record<string, unknown>>(
      'select person_id, key_id, data_key, name, source, id_number from identity where person_id = $1',
      [personId],
    );
    if (row === undefined) return undefined;
    const recorded = await this.reads.record(reading, [
      { personId, field: 'name' },
      { personId, field: 'id-number' },
    ]);
    return {
      name: this.keys.open(recorded, row, 'name', row.name),
      idNumber: this.keys.open(recorded, row, 'id_number', row.id_number),
    };
  }

  /** How number and name would fit at a registration; nothing is stored but the reading. */
  async look(identity: Identity, source: Bureau, reading: Reading): Promise<Registered['fit'] | 'unknown'> {
    const { idNumber, name } = identity;
    const known = await this.find(idNumber);
    if (known === undefined)
      return (await this.formerHolder(identity, reading)) === undefined ? 'unknown' : 'former-number';
    const firstName = await this.nameOf(known, reading);
    const ofSource = (await this.otherNames(known)).filter((other) => other.source === source);
    const own = known.source === source ? firstName : (await this.namesOf(ofSource, reading))[0];
    if (own !== undefined && canonicalName(own) !== canonicalName(name)) return 'mismatch';
    return canonicalName(firstName) === canonicalName(name) ? 'same' : 'other';
  }

  /** The names of several persons, by person id; none of those who are erased, or kept from the purpose. */
  async names(personIds: readonly string[], reading: Reading): Promise<ReadonlyMap<string, string>> {
    const found = await this.database.query<SealedName & Record<string, unknown>>(
      'select person_id, key_id, data_key, name, source from identity where person_id = any($1)',
      [personIds],
    );
    const rows = await this.unrestricted(found, reading);
    const names = await this.namesOf(rows, reading);
    return new Map(rows.map(({ person_id: personId }, index) => [personId, names[index] ?? '']));
  }

  /**
   * Destroys the person's key and everything that it has sealed, with the digests that the number is found
   * by. Idempotent. Whoever registers the number after that begins a new person.
   */
  erase(personId: string): Promise<void> {
    return inTransaction(this.database.pool, async (client) => {
      await client.query('select from identity where person_id = $1 for update', [personId]);
      for (const table of ['identity_index', 'identity_version', 'identity_other_name', 'identity'])
        await client.query(`delete from ${table} where person_id = $1`, [personId]);
    });
  }

  /** The rows that may be opened for the purpose (PIPL, Art. 47). */
  private async unrestricted<Row extends KeyRow>(
    rows: readonly Row[],
    { purpose }: Reading,
  ): Promise<readonly Row[]> {
    if (rows.length === 0 || !endsWhenRestricted(purpose)) return rows;
    const restricted = await restrictedOf(
      this.database,
      rows.map((row) => row.person_id),
    );
    return rows.filter((row) => !restricted.has(row.person_id));
  }

  /** Whether any bureau knows the person by the name. */
  private async isNameOf(sealed: SealedName, name: string, reading: Reading): Promise<boolean> {
    const names = await this.namesOf([sealed, ...(await this.otherNames(sealed))], reading);
    return names.some((each) => canonicalName(each) === canonicalName(name));
  }

  private async registerAgain(
    sealed: SealedName,
    name: string,
    source: Bureau,
    reading: Reading,
  ): Promise<Registered> {
    const personId = sealed.person_id;
    const firstName = await this.nameOf(sealed, reading);
    const ownName =
      sealed.source === source ? firstName : await this.keepOwnName(sealed, source, name, reading);
    if (canonicalName(ownName) !== canonicalName(name)) return { personId, fit: 'mismatch' };
    const isShared = canonicalName(ownName) === canonicalName(firstName);
    return { personId, fit: isShared ? 'same' : 'other' };
  }

  /** Keeps the bureau's own name for the person, unless it has one; the name that it has. */
  private async keepOwnName(
    sealed: SealedName,
    source: Bureau,
    name: string,
    reading: Reading,
  ): Promise<string> {
    await this.database.query(
      `with added as (
         insert into identity_other_name (person_id, source, name) values ($1, $2, $3)
         on conflict (person_id, source) do nothing returning person_id, source, name)
       insert into identity_version (person_id, field, source, version, sealed, given_by)
       select person_id, 'name', source, 1, name, $4 from added`,
      [sealed.person_id, source, this.keys.seal(sealed, 'name', name), reading.actor],
    );
    const own = (await this.otherNames(sealed)).find((other) => other.source === source);
    if (own === undefined) throw new Error("the bureau's name is gone");
    return this.nameOf(own, reading);
  }

  /** The names that bureaus gave after the first one. */
  private async otherNames(sealed: SealedName): Promise<SealedName[]> {
    const rows = await this.database.query<{ source: Bureau; name: Buffer }>(
      'select source, name from identity_other_name where person_id = $1',
      [sealed.person_id],
    );
    return rows.map(({ source, name }) => ({ ...sealed, source, name }));
  }

  /**
   * The person of this name who had the number until it was corrected: a bureau that still has the former
   * number must not make a second person of them. Somebody else may well be the true holder of the number.
   */
  private async formerHolder({ idNumber, name }: Identity, reading: Reading): Promise<string | undefined> {
    const rows = await this.holders(idNumber, 'not is_current');
    for (const row of rows) if (await this.isNameOf(row, name, reading)) return row.person_id;
    return undefined;
  }

  /** Stores a person under a new id, unless the number is known. Returns the new id, used or not. */
  private async insert({ idNumber, name }: Identity, source: Bureau, actor: string): Promise<string> {
    const personId = randomUUID();
    const row = this.keys.wrap(personId, randomBytes(32));
    const { keyIds, digests } = this.keys.digestsOfNumber(idNumber);
    const insert = this.database.query(
      `with added as (
         insert into identity (person_id, key_id, data_key, id_number, name, source)
         values ($1, $2, $3, $4, $5, $6) returning *),
       found_by as (
         insert into identity_index (person_id, version, key_id, digest, is_current)
         select $1, 1, key_id, digest, true from unnest($8::text[], $9::bytea[]) as by(key_id, digest))
       insert into identity_version (person_id, field, source, version, sealed, given_by)
       select person_id, 'name', source, 1, name, $7 from added
       union all select person_id, 'id-number', source, 1, id_number, $7 from added`,
      [
        personId,
        row.key_id,
        row.data_key,
        this.keys.seal(row, 'id_number', canonicalNumber(idNumber)),
        this.keys.seal(row, 'name', name),
        source,
        actor,
        keyIds,
        digests,
      ],
    );
    await insert.catch((error: { code?: string }) => {
      if (error.code !== uniqueViolation) throw error;
    });
    return personId;
  }

  private async find(idNumber: string): Promise<SealedName | undefined> {
    const [holder] = await this.holders(idNumber, 'is_current');
    return holder;
  }

  /** Who has the number now, or had it: look-ups go by its digest under every key. */
  private holders(idNumber: string, when: 'is_current' | 'not is_current'): Promise<SealedName[]> {
    return this.database.query<SealedName & Record<string, unknown>>(
      `select distinct i.person_id, i.key_id, i.data_key, i.name, i.source
        from unnest($1::bytea[]) as looked_up(digest)
        cross join lateral (
          select person_id from identity_index where digest = looked_up.digest and ${when} offset 0
        ) as found
        join identity i using (person_id)`,
      [this.keys.digestsOfNumber(idNumber).digests],
    );
  }

  private async nameOf(row: SealedName, reading: Reading): Promise<string> {
    return (await this.namesOf([row], reading))[0] ?? '';
  }

  private async namesOf(rows: readonly SealedName[], reading: Reading): Promise<string[]> {
    const values = rows.map(({ person_id: personId }) => ({ personId, field: 'name' }) as const);
    const recorded = await this.reads.record(reading, values);
    return rows.map((row) => this.keys.open(recorded, row, 'name', row.name));
  }
}
