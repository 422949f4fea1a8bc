import { createHmac } from 'node:crypto';
import { z } from 'zod';
import {
  birthOf,
  canonicalName,
  canonicalNumber,
  type Identity,
  type IdentityDigests,
} from '@canbao/domain-registration';
import { seal, unseal, type Recorded } from '@canbao/service-kit';

const keyBytes = 32;
const secret = z
  .string()
  .refine((text) => Buffer.from(text, 'base64').length === keyBytes, 'not 32 bytes in Base64');
const pair = { encryption: secret, index: secret };
const keyList = z.array(z.strictObject({ id: z.string().min(1), ...pair })).min(1);

/**
 * The vault's keys: of each its id, and two secrets of 32 bytes in Base64. The current one seals; those
 * before it in the list are on their way out. A single key may stand for the whole.
 */
export const IdentityKeys = z
  .union([
    z
      .strictObject({ keyId: z.string().min(1), ...pair })
      .transform(({ keyId, ...secrets }) => ({ current: keyId, keys: [{ id: keyId, ...secrets }] })),
    z.strictObject({ current: z.string(), keys: keyList }),
  ])
  .refine(({ current, keys }) => keys.some(({ id }) => id === current), 'the current key is not in the list')
  .refine(({ keys }) => new Set(keys.map(({ id }) => id)).size === keys.length, 'two keys have one id');

/** Whose data key opens a value, and which of the vault's keys has wrapped it. */
export interface KeyRow {
  readonly person_id: string;
  readonly key_id: string;
  readonly data_key: Buffer;
}

/** The digests of one number, under each key: two arrays of one order, as a statement takes them. */
export interface Digests {
  readonly keyIds: readonly string[];
  readonly digests: readonly Buffer[];
}

type Field = 'name' | 'id_number';

/**
 * The keys of the vault. Each person has a data key of their own, wrapped by the key encryption key; it seals
 * number and name, each bound to its person and field. Look-up goes through a keyed blind index: a plain hash
 * of an identity number can be reversed by trying all of them.
 */
export class VaultKeys {
  readonly current: string;
  /** All that are known, in their order. */
  readonly ids: readonly string[];
  /** Those whose rows are sealed anew with the current one. */
  readonly former: readonly string[];
  private readonly secrets: ReadonlyMap<string, { readonly encryption: Buffer; readonly index: Buffer }>;

  constructor({ current, keys }: z.output<typeof IdentityKeys>) {
    this.current = current;
    this.ids = keys.map(({ id }) => id);
    this.former = this.ids.slice(0, this.ids.indexOf(current));
    this.secrets = new Map(
      keys.map(({ id, encryption, index }) => [
        id,
        { encryption: Buffer.from(encryption, 'base64'), index: Buffer.from(index, 'base64') },
      ]),
    );
  }

  /** A person's data key, wrapped by the current key. */
  wrap(personId: string, dataKey: Buffer): KeyRow {
    const wrapped = seal(this.secretsOf(this.current).encryption, dataKey, personId);
    return { person_id: personId, key_id: this.current, data_key: wrapped };
  }

  /** The same data key, wrapped by the current key. @throws Error when the row's key is missing or wrong. */
  rewrap(row: KeyRow): KeyRow {
    return this.wrap(row.person_id, this.dataKeyOf(row));
  }

  seal(row: KeyRow, field: Field, value: string): Buffer {
    return seal(this.dataKeyOf(row), Buffer.from(value), `${row.person_id}|${field}`);
  }

  /** @throws Error where the reading is not recorded. */
  open(recorded: Recorded, row: KeyRow, field: Field, sealed: Buffer): string {
    recorded.use({ personId: row.person_id, field: field === 'name' ? field : 'id-number' });
    return unseal(this.dataKeyOf(row), sealed, `${row.person_id}|${field}`).toString();
  }

  /** Of a number that is stored or looked up: under every key, so that all instances find it. */
  digestsOfNumber(idNumber: string): Digests {
    const digests = this.ids.map((id) => this.digest(id, 'id-number', canonicalNumber(idNumber)));
    return { keyIds: this.ids, digests };
  }

  /** What misses are counted by. None of them is the blind index: an event does not lead to a person. */
  digestsOf({ idNumber, name }: Identity): IdentityDigests {
    const [number, canonical] = [canonicalNumber(idNumber), canonicalName(name)];
    const hex = (use: string, text: string): string => this.digest(this.current, use, text).toString('hex');
    return {
      number: hex('check-number', number),
      person: hex('check-person', `${birthOf(number)}|${canonical}`),
      check: hex('check', `${number}|${canonical}`),
    };
  }

  private digest(keyId: string, use: string, text: string): Buffer {
    return createHmac('sha256', this.secretsOf(keyId).index).update(`${use}|${text}`).digest();
  }

  private dataKeyOf({ person_id: personId, key_id: keyId, data_key: wrapped }: KeyRow): Buffer {
    return unseal(this.secretsOf(keyId).encryption, wrapped, personId);
  }

  private secretsOf(keyId: string): { readonly encryption: Buffer; readonly index: Buffer } {
    const secrets = this.secrets.get(keyId);
    if (secrets === undefined) throw new Error(`IDENTITY_KEYS does not hold the identity key ${keyId}`);
    return secrets;
  }
}
