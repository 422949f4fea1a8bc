import { canonicalName, canonicalNumber, type Bureau } from '@canbao/domain-registration';
import { inTransaction, uniqueViolation, type Database } from '@canbao/postgres';
import type { PersonalDataReads, Reading } from '@canbao/service-kit';
import type { KeyRow, VaultKeys } from './vault-keys';

/** Whose value is put right, by which bureau, and who acts for it. */
export interface Corrector {
  readonly personId: string;
  readonly bureau: Bureau;
  readonly reading: Reading;
}

/** Why a value is not put right; `unknown`: the vault has no such person. */
export type CorrectionRefusal = 'unknown' | 'given-by-other-bureau' | 'identity-number-in-use';

/** The version that the vault now has; unchanged when the value was already that one. */
export interface CorrectedNumber {
  readonly version: number;
}
export interface CorrectedName extends CorrectedNumber {
  /** Whether every bureau knows the person by the same name. */
  readonly isShared: boolean;
}

interface IdentityRow extends KeyRow {
  readonly name: Buffer;
  readonly source: Bureau | null;
  readonly id_number: Buffer;
}
interface NameRow {
  readonly source: Bureau | null;
  readonly name: Buffer;
}

/** Stands for the bureau of names that were stored without it. */
const unknownSource = 'unknown';

/**
 * Puts names and numbers right. A former value stays in the vault with its version, who gave it, and from
 * when until when it counted. Each change is one statement that requires the value it replaces, so of two
 * callers at once one is second and decides again on what the first has left.
 */
export class IdentityCorrections {
  constructor(
    private readonly database: Database,
    private readonly keys: VaultKeys,
    private readonly reads: PersonalDataReads,
  ) {}

  /** Puts the bureau's own name of the person right; the other bureau's stays. Idempotent. */
  async correctName(corrector: Corrector, name: string): Promise<CorrectedName | CorrectionRefusal> {
    const { personId, bureau } = corrector;
    const row = await this.find(personId);
    if (row === undefined) return 'unknown';
    const names = [row, ...(await this.otherNames(personId))];
    // A name stored without its bureau belongs to whichever corrects it first.
    const own = names.find(({ source }) => source === bureau) ?? names.find(({ source }) => source === null);
    if (own === undefined) return 'given-by-other-bureau';
    const values = names.map(() => ({ personId, field: 'name' }) as const);
    const recorded = await this.reads.record(corrector.reading, values);
    const before = this.keys.open(recorded, row, 'name', own.name);
    const version =
      before === name
        ? await this.versionOf(personId, 'name', own.source ?? unknownSource)
        : await this.replaceName(row, own, corrector, name);
    if (version === undefined) return this.correctName(corrector, name);
    const others = names
      .filter((each) => each !== own)
      .map((each) => this.keys.open(recorded, row, 'name', each.name));
    return { version, isShared: others.every((other) => canonicalName(other) === canonicalName(name)) };
  }

  /** Puts the person's number right, for a bureau that has registered them. Idempotent. */
  async correctNumber(corrector: Corrector, idNumber: string): Promise<CorrectedNumber | CorrectionRefusal> {
    const { personId, bureau } = corrector;
    const row = await this.find(personId);
    if (row === undefined) return 'unknown';
    const sources = [row, ...(await this.otherNames(personId))].map(({ source }) => source);
    if (!sources.includes(bureau) && !sources.includes(null)) return 'given-by-other-bureau';
    const recorded = await this.reads.record(corrector.reading, [{ personId, field: 'id-number' }]);
    const isSame = this.keys.open(recorded, row, 'id_number', row.id_number) === canonicalNumber(idNumber);
    if (isSame) return { version: await this.versionOf(personId, 'id-number') };
    return (await this.replaceNumber(row, corrector, idNumber)) ?? this.correctNumber(corrector, idNumber);
  }

  /** The new version; undefined when another caller was faster. */
  private async replaceName(
    row: IdentityRow,
    own: NameRow,
    { personId, bureau, reading: { actor } }: Corrector,
    name: string,
  ): Promise<number | undefined> {
    const change =
      own === row
        ? 'update identity set name = $2, source = $3 where person_id = $1 and name = $4 returning person_id'
        : `update identity_other_name set name = $2
           where person_id = $1 and source = $3 and name = $4 returning person_id`;
    const [inserted] = await this.database.query<{ version: number }>(
      `with changed as (${change}),
       closed as (
         update identity_version v set until = now() from changed
         where v.person_id = changed.person_id and v.field = 'name' and v.source = $5 and v.until is null
         returning v.version)
       insert into identity_version (person_id, field, source, version, sealed, given_by)
       select changed.person_id, 'name', $3, closed.version + 1, $2, $6 from changed, closed
       returning version`,
      [personId, this.keys.seal(row, 'name', name), bureau, own.name, own.source ?? unknownSource, actor],
    );
    return inserted?.version;
  }

  /** The new version; undefined when another caller was faster. */
  private async replaceNumber(
    row: IdentityRow,
    { personId, bureau, reading: { actor } }: Corrector,
    idNumber: string,
  ): Promise<CorrectedNumber | 'identity-number-in-use' | undefined> {
    const sealed = this.keys.seal(row, 'id_number', canonicalNumber(idNumber));
    const { keyIds, digests } = this.keys.digestsOfNumber(idNumber);
    const values = [personId, sealed, keyIds, row.id_number, bureau, actor, digests];
    try {
      return await inTransaction(this.database.pool, async (client) => {
        // The rotation of keys adds digests under this lock: none that it adds may stay behind as current.
        await client.query('select from identity where person_id = $1 for update', [personId]);
        const { rows } = await client.query<CorrectedNumber>(
          `with changed as (
             update identity set id_number = $2 where person_id = $1 and id_number = $4 returning person_id),
           closed as (
             update identity_version v set until = now() from changed
             where v.person_id = changed.person_id and v.field = 'id-number' and v.until is null
             returning v.version),
           former as (
             update identity_index x set is_current = false from changed
             where x.person_id = changed.person_id and is_current),
           found_by as (
             insert into identity_index (person_id, version, key_id, digest, is_current)
             select person_id, version + 1, key_id, digest, true
             from changed, closed, unnest($3::text[], $7::bytea[]) as by(key_id, digest))
           insert into identity_version (person_id, field, source, version, sealed, given_by)
           select changed.person_id, 'id-number', $5, closed.version + 1, $2, $6 from changed, closed
           returning version`,
          values,
        );
        return rows[0];
      });
    } catch (error) {
      if ((error as { code?: string }).code === uniqueViolation) return 'identity-number-in-use';
      throw error;
    }
  }

  private async find(personId: string): Promise<IdentityRow | undefined> {
    const rows = await this.database.query<IdentityRow & Record<string, unknown>>(
      'select person_id, key_id, data_key, name, source, id_number from identity where person_id = $1',
      [personId],
    );
    return rows[0];
  }

  private otherNames(personId: string): Promise<NameRow[]> {
    return this.database.query<NameRow & Record<string, unknown>>(
      'select source, name from identity_other_name where person_id = $1',
      [personId],
    );
  }

  /** The current version of the person's number, or of the name that a bureau gave. */
  private async versionOf(personId: string, field: 'name' | 'id-number', source?: string): Promise<number> {
    const rows = await this.database.query<{ version: number }>(
      `select version from identity_version
       where person_id = $1 and field = $2 and ($3::text is null or source = $3) and until is null`,
      [personId, field, source ?? null],
    );
    return rows[0]?.version ?? 1;
  }
}
