import { createHmac } from 'node:crypto';
import { debitRejections, type DebitAccount, type CreditBank, type DebitBank } from '@canbao/domain-payment';
import { Problem } from '@canbao/service-kit';

/** Secrets by their ids, 32 bytes in base64url each; the current one seals. */
export interface AccountKeys {
  readonly current: string;
  readonly secrets: Readonly<Record<string, string>>;
}

/** The banks of batch debit and the keys of the sealed accounts; nothing where neither is set. */
export class DebitConnection {
  constructor(
    private readonly connected?: { readonly bank: DebitBank & CreditBank; readonly accountKeys: AccountKeys },
  ) {}

  get isConnected(): boolean {
    return this.connected !== undefined;
  }

  /** @throws Problem `debit-not-connected` */
  get bank(): DebitBank & CreditBank {
    return this.required().bank;
  }

  /** What events know an account by: one digest for one account. @throws Problem `debit-not-connected` */
  digestOf(bank: string, { number }: Pick<DebitAccount, 'number'>): string {
    const { accountKeys } = this.required();
    // The first key, for good: a digest under another one would be another account.
    const [first = ''] = Object.keys(accountKeys.secrets);
    return createHmac('sha256', secretOf(accountKeys, first)).update(`${bank}|${number}`).digest('hex');
  }

  /** What wraps the keys of persons, and what sealed accounts before. @throws Error where it is missing. */
  secretOf(keyId: string): Buffer {
    return secretOf(this.required().accountKeys, keyId);
  }

  /** Undefined where no bank is connected. */
  get accountKeys(): AccountKeys | undefined {
    return this.connected?.accountKeys;
  }

  private required() {
    if (this.connected !== undefined) return this.connected;
    throw new Problem('debit-not-connected', debitRejections['debit-not-connected']);
  }
}

const secretOf = ({ secrets }: AccountKeys, id: string): Buffer => {
  const secret = secrets[id];
  if (secret === undefined) throw new Error(`no key ${id} for sealed accounts`);
  return Buffer.from(secret, 'base64url');
};
