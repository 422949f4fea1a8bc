import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';

/** An item as a pack brings it. */
export interface BatchItem {
  readonly traNo: string;
  readonly protocolNo: string;
  readonly number: string;
  readonly fen: bigint;
}
/** What the bank knows of an item. */
export interface BookedItem extends Record<string, unknown> {
  readonly tra_no: string;
  readonly protocol_no: string;
  readonly number: string;
  readonly fen: string;
  readonly result: string | null;
  readonly taken_at: string | null;
  readonly unknown_on: string | null;
}
/** What the bank has taken from an account. */
interface TakenItem extends Record<string, unknown> {
  readonly no: string;
  readonly protocolNo: string;
  readonly fen: string;
  readonly takenAt: string;
}
interface PackKey {
  readonly entrustDate: string;
  readonly packNo: string;
}
/** Yuan of an account that is opened because nobody has asked about it before. */
const firstFen = 100_000_000n;

/** The books of the banks: what is taken from an account is gone from it. */
export class DebitBooks {
  /** Whether an account that nobody has opened is opened when it is first asked about. */
  opensOnSight = true;

  constructor(private readonly pool: Pool) {}

  async open(number: string, holder: string, fen: bigint): Promise<void> {
    await this.pool.query(
      `insert into sandbox.debit_account (number, holder, fen) values ($1, $2, $3)
       on conflict (number) do update set holder = $2, fen = $3, status = 'open'`,
      [number, holder, fen],
    );
  }

  async set(number: string, status: string): Promise<void> {
    await this.pool.query('update sandbox.debit_account set status = $2 where number = $1', [number, status]);
  }

  async account(number: string): Promise<{ holder: string; fen: string; status: string } | undefined> {
    const { rows } = await this.pool.query(
      'select holder, fen::text as fen, status from sandbox.debit_account where number = $1',
      [number],
    );
    return rows[0];
  }

  async items(): Promise<unknown[]> {
    const { rows } = await this.pool.query(
      `select entrust_date, pack_no, tra_no, protocol_no, fen::text as fen, result, taken_at, unknown_on
       from sandbox.debit_item order by entrust_date, pack_no, tra_no limit 1000`,
    );
    return rows;
  }

  /** What was taken on a day `YYYYMMDD` from accounts, by the number that the pack gave it. */
  async takenOn(day: string): Promise<readonly TakenItem[]> {
    const { rows } = await this.pool.query<TakenItem>(
      `select entrust_date || tra_no as no, protocol_no as "protocolNo", fen::text as fen,
         taken_at as "takenAt"
       from sandbox.debit_item where result = '90000' and taken_at like $1 || '%' order by 1`,
      [day],
    );
    return rows;
  }

  /** The agreement is on file when it is the same here: the code of the answer. */
  async agree(protocolNo: string, number: string, holder: string): Promise<string> {
    if (this.opensOnSight && (await this.account(number)) === undefined)
      await this.open(number, holder, firstFen);
    const account = await this.account(number);
    if (account === undefined) return '24001';
    if (account.status !== 'open') return '24004';
    if (account.holder !== holder) return '24002';
    await this.pool.query(
      `insert into sandbox.debit_agreement (protocol_no, number) values ($1, $2) on conflict do nothing`,
      [protocolNo, number],
    );
    const { rows } = await this.pool.query(
      `select from sandbox.debit_agreement where protocol_no = $1 and number = $2 and status = 'valid'`,
      [protocolNo, number],
    );
    return rows.length === 1 ? '90000' : '24009';
  }

  async endAgreement(protocolNo: string): Promise<void> {
    await this.pool.query(`update sandbox.debit_agreement set status = 'ended' where protocol_no = $1`, [
      protocolNo,
    ]);
  }

  /** `new`, `known`, or `other`: another pack under a number that is used. */
  async take(key: PackKey, until: string, items: readonly BatchItem[]): Promise<'new' | 'known' | 'other'> {
    const content = items.map(({ fen, ...item }) => ({ ...item, fen: fen.toString() }));
    const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex');
    const { rowCount } = await this.pool.query(
      `with pack as (
         insert into sandbox.debit_pack (entrust_date, pack_no, digest, until) values ($1, $2, $3, $4)
         on conflict do nothing returning entrust_date, pack_no)
       insert into sandbox.debit_item (entrust_date, pack_no, tra_no, protocol_no, number, fen)
       select entrust_date, pack_no, t, p, n, f from pack,
         unnest($5::text[], $6::text[], $7::text[], $8::bigint[]) as item(t, p, n, f)`,
      [
        key.entrustDate,
        key.packNo,
        digest,
        until,
        items.map(({ traNo }) => traNo),
        items.map(({ protocolNo }) => protocolNo),
        items.map(({ number }) => number),
        items.map(({ fen }) => fen.toString()),
      ],
    );
    if ((rowCount ?? 0) > 0) return 'new';
    const { rows } = await this.pool.query(
      'select digest from sandbox.debit_pack where entrust_date = $1 and pack_no = $2',
      [key.entrustDate, key.packNo],
    );
    return rows[0]?.digest === digest ? 'known' : 'other';
  }

  /** Debits the first items that have not been tried; each from its account, or with the reason. */
  async debit(
    key: PackKey,
    at: string,
    max: number,
    isUnknown: (protocolNo: string) => boolean,
  ): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      const { rows } = await client.query<BookedItem>(
        `select * from sandbox.debit_item where entrust_date = $1 and pack_no = $2 and result is null
         order by tra_no limit $3 for update`,
        [key.entrustDate, key.packNo, max],
      );
      for (const item of rows) await this.debitItem(client, key, item, at, isUnknown(item.protocol_no));
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  /** The items of a pack with how often it was asked about before; undefined for one that never came. */
  async asked(
    key: PackKey,
  ): Promise<{ readonly answers: number; readonly until: string; readonly items: BookedItem[] } | undefined> {
    const { rows } = await this.pool.query(
      `update sandbox.debit_pack set answers = answers + 1 where entrust_date = $1 and pack_no = $2
       returning answers, until`,
      [key.entrustDate, key.packNo],
    );
    if (rows[0] === undefined) return undefined;
    const items = await this.pool.query<BookedItem>(
      'select * from sandbox.debit_item where entrust_date = $1 and pack_no = $2 order by tra_no',
      [key.entrustDate, key.packNo],
    );
    return { answers: rows[0].answers, until: rows[0].until, items: items.rows };
  }

  /** Past the limit the bank gives back what it had not told of, and never debits the item again. */
  async giveBack(key: PackKey, item: BookedItem): Promise<void> {
    await this.pool.query(
      `with ended as (
         update sandbox.debit_item set result = 'void' where entrust_date = $1 and pack_no = $2
           and tra_no = $3 and result = '90000' returning number, fen)
       update sandbox.debit_account a set fen = a.fen + ended.fen from ended where a.number = ended.number`,
      [key.entrustDate, key.packNo, item.tra_no],
    );
  }

  private async debitItem(
    client: PoolClient,
    key: PackKey,
    item: BookedItem,
    at: string,
    isUnknown: boolean,
  ): Promise<void> {
    const result = await this.tryDebit(client, item);
    await client.query(
      `update sandbox.debit_item set result = $4, taken_at = $5, unknown_on = $6
       where entrust_date = $1 and pack_no = $2 and tra_no = $3`,
      [key.entrustDate, key.packNo, item.tra_no, result, at, isUnknown ? at.slice(0, 8) : null],
    );
  }

  private async tryDebit(client: PoolClient, { protocol_no: protocolNo, number, fen }: BookedItem) {
    const agreed = await client.query(
      `select from sandbox.debit_agreement where protocol_no = $1 and number = $2 and status = 'valid'`,
      [protocolNo, number],
    );
    if (agreed.rowCount === 0) return '24009';
    const { rows } = await client.query(
      'select status, fen::text as fen from sandbox.debit_account where number = $1 for update',
      [number],
    );
    if (rows[0] === undefined) return '24001';
    if (rows[0].status === 'closed') return '24004';
    if (rows[0].status !== 'open') return '24005';
    if (BigInt(rows[0].fen) < BigInt(fen)) return '24003';
    await client.query('update sandbox.debit_account set fen = fen - $2 where number = $1', [number, fen]);
    return '90000';
  }
}
