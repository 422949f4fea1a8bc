import { createHmac } from 'node:crypto';
import { debitRejections, type DebitAccount, type CreditBank, type DebitBank } from '@canbao/domain-payment';
import type { Database } from '@canbao/postgres';
import { Problem, seal, unseal } from '@canbao/service-kit';

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

  /** Seals the account of an agreement: events hold its last digits only. */
  async keep(database: Database, protocolNo: string, account: DebitAccount): Promise<void> {
    const { accountKeys } = this.required();
    const sealed = seal(
      secretOf(accountKeys, accountKeys.current),
      Buffer.from(JSON.stringify(account)),
      protocolNo,
    );
    await database.query(
      'insert into debit_accounts (protocol_no, key_id, sealed) values ($1, $2, $3) on conflict do nothing',
      [protocolNo, accountKeys.current, sealed],
    );
  }

  /** The account of an agreement that came to nothing is kept nowhere. */
  async forget(database: Database, protocolNo: string): Promise<void> {
    await database.query('delete from debit_accounts where protocol_no = $1', [protocolNo]);
  }

  /** Accounts by the numbers of their agreements. @throws Error where a key is missing. */
  async open(database: Database, protocolNos: readonly string[]): Promise<ReadonlyMap<string, DebitAccount>> {
    if (protocolNos.length === 0) return new Map();
    const { accountKeys } = this.required();
    const rows = await database.query<{ protocol_no: string; key_id: string; sealed: Buffer }>(
      'select protocol_no, key_id, sealed from debit_accounts where protocol_no = any($1)',
      [protocolNos],
    );
    return new Map(
      rows.map(({ protocol_no: protocolNo, key_id: keyId, sealed }) => [
        protocolNo,
        JSON.parse(unseal(secretOf(accountKeys, keyId), sealed, protocolNo).toString()) as DebitAccount,
      ]),
    );
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
