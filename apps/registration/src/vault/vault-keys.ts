import { createHmac } from 'node:crypto';
import { z } from 'zod';
import {
  birthOf,
  canonicalName,
  canonicalNumber,
  type Identity,
  type IdentityDigests,
} from '@canbao/domain-registration';
import { seal, unseal } from './sealing';

/** The vault's two keys, 32 bytes each in Base64, and the name of the encryption key. */
export const IdentityKeys = z.object({ keyId: z.string(), encryption: z.string(), index: z.string() });

/** Whose data key opens a value. */
export interface KeyRow {
  readonly person_id: string;
  readonly data_key: Buffer;
}

type Field = 'name' | 'id_number';

/**
 * The keys of the vault. Each person has a data key of their own, wrapped by the key encryption key; it seals
 * number and name, each bound to its person and field. Look-up goes through a keyed blind index: a plain hash
 * of an identity number can be reversed by trying all of them.
 */
export class VaultKeys {
  readonly keyId: string;
  private readonly encryptionKey: Buffer;
  private readonly indexKey: Buffer;

  constructor(keys: z.infer<typeof IdentityKeys>) {
    this.encryptionKey = Buffer.from(keys.encryption, 'base64');
    this.indexKey = Buffer.from(keys.index, 'base64');
    this.keyId = keys.keyId;
  }

  wrap(personId: string, dataKey: Buffer): Buffer {
    return seal(this.encryptionKey, dataKey, personId);
  }

  seal(row: KeyRow, field: Field, value: string): Buffer {
    return seal(this.dataKeyOf(row), Buffer.from(value), `${row.person_id}|${field}`);
  }

  open(row: KeyRow, field: Field, sealed: Buffer): string {
    return unseal(this.dataKeyOf(row), sealed, `${row.person_id}|${field}`).toString();
  }

  blindIndex(idNumber: string): Buffer {
    return this.digest('id-number', canonicalNumber(idNumber));
  }

  /** What misses are counted by. None of them is the blind index: an event does not lead to a person. */
  digestsOf({ idNumber, name }: Identity): IdentityDigests {
    const [number, canonical] = [canonicalNumber(idNumber), canonicalName(name)];
    return {
      number: this.digest('check-number', number).toString('hex'),
      person: this.digest('check-person', `${birthOf(number)}|${canonical}`).toString('hex'),
      check: this.digest('check', `${number}|${canonical}`).toString('hex'),
    };
  }

  private digest(use: string, text: string): Buffer {
    return createHmac('sha256', this.indexKey).update(`${use}|${text}`).digest();
  }

  private dataKeyOf({ person_id: personId, data_key: wrapped }: KeyRow): Buffer {
    return unseal(this.encryptionKey, wrapped, personId);
  }
}
