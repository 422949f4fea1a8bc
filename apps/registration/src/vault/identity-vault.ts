import { createCipheriv, createDecipheriv, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { canonicalName, canonicalNumber } from '@canbao/domain-registration';
import type { Database } from '@canbao/postgres';

export const IdentityKeys = z.object({ keyId: z.string(), encryption: z.string(), index: z.string() });

const seal = (key: Buffer, plain: Buffer, associated: string): Buffer => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(associated));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

const unseal = (key: Buffer, sealed: Buffer, associated: string): Buffer => {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
    .setAAD(Buffer.from(associated))
    .setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
};

interface Row {
  person_id: string;
  data_key: Buffer;
  name: Buffer;
}

/**
 * The only place that knows who a person is. Number and name lie under a data key of the person's own
 * (AES-256-GCM, bound to
 * person and field), wrapped by the key-encryption key; look-up goes by a keyed blind index, never by a plain
 * hash.
 */
export class IdentityVault {
  private readonly encryption: Buffer;
  private readonly index: Buffer;

  constructor(
    private readonly database: Database,
    private readonly keys: z.infer<typeof IdentityKeys>,
  ) {
    [this.encryption, this.index] = [
      Buffer.from(keys.encryption, 'base64'),
      Buffer.from(keys.index, 'base64'),
    ];
  }

  /** The person's id, new or known; `nameDiffers` when the number is known under another name. Idempotent. */
  async keep(
    idNumber: string,
    name: string,
    actor: string,
  ): Promise<{ personId: string; nameDiffers: boolean }> {
    const [personId, dataKey] = [randomUUID(), randomBytes(32)];
    await this.database.query(
      'insert into identity (person_id, blind_index, key_id, data_key, id_number, name) values ($1, $2, $3, $4, $5, $6) on conflict (blind_index) do nothing',
      [
        personId,
        this.blindIndex(idNumber),
        this.keys.keyId,
        seal(this.encryption, dataKey, personId),
        seal(dataKey, Buffer.from(canonicalNumber(idNumber)), `${personId}|id_number`),
        seal(dataKey, Buffer.from(canonicalName(name)), `${personId}|name`),
      ],
    );
    const row = await this.find(idNumber);
    if (row === undefined) throw new Error('the identity row is gone');
    const known =
      row.person_id === personId ? canonicalName(name) : await this.nameOf(row, 'registration', actor);
    return { personId: row.person_id, nameDiffers: known !== canonicalName(name) };
  }

  /** The person with this number and name, or nothing; the two causes are not told apart. */
  async match(idNumber: string, name: string, actor: string): Promise<string | undefined> {
    const row = await this.find(idNumber);
    if (row === undefined) return undefined;
    return (await this.nameOf(row, 'match', actor)) === canonicalName(name) ? row.person_id : undefined;
  }

  async names(
    personIds: readonly string[],
    purpose: string,
    actor: string,
  ): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.query<Row & Record<string, unknown>>(
      'select person_id, data_key, name from identity where person_id = any($1)',
      [personIds],
    );
    return new Map(
      await Promise.all(
        rows.map(async (row) => [row.person_id, await this.nameOf(row, purpose, actor)] as const),
      ),
    );
  }

  private async find(idNumber: string): Promise<Row | undefined> {
    return (
      await this.database.query<Row & Record<string, unknown>>(
        'select person_id, data_key, name from identity where blind_index = $1',
        [this.blindIndex(idNumber)],
      )
    )[0];
  }

  private blindIndex(idNumber: string): Buffer {
    return createHmac('sha256', this.index)
      .update(`id-number|${canonicalNumber(idNumber)}`)
      .digest();
  }

  /** Every reading of plain text leaves a row. */
  private async nameOf(
    { person_id: personId, data_key: wrapped, name }: Row,
    purpose: string,
    actor: string,
  ): Promise<string> {
    await this.database.query(
      'insert into identity_read (person_id, field, purpose, actor) values ($1, $2, $3, $4)',
      [personId, 'name', purpose, actor],
    );
    return unseal(unseal(this.encryption, wrapped, personId), name, `${personId}|name`).toString();
  }
}
