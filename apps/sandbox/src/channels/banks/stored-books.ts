import type { Pool } from 'pg';
import { Entry, type BankBooks } from './entry';

/** The banks' books of the sandbox. */
export const schema = `
  create table if not exists sandbox.bank_entry (
    bank text not null,
    no text not null,
    day text not null,
    state text not null,
    entry json not null,
    primary key (bank, no)
  );
  create index if not exists bank_entry_day on sandbox.bank_entry (bank, day);
  create index if not exists bank_entry_open on sandbox.bank_entry (bank)
    where state in ('unknown', 'reversing');`;

/** Books in PostgreSQL, which a restart does not lose. */
export class StoredBooks implements BankBooks {
  constructor(private readonly pool: Pool) {}

  async put(entry: Entry): Promise<void> {
    await this.pool.query(
      `insert into sandbox.bank_entry (bank, no, day, state, entry) values ($1, $2, $3, $4, $5)
       on conflict (bank, no) do update set state = excluded.state, entry = excluded.entry`,
      [entry.bank, entry.no, entry.day, entry.state, JSON.stringify(entry)],
    );
  }
  async get(bank: string, no: string): Promise<Entry | undefined> {
    return (await this.select('bank = $1 and no = $2', bank, no))[0];
  }
  ofDay(bank: string, day: string): Promise<readonly Entry[]> {
    return this.select('bank = $1 and day = $2 order by no', bank, day);
  }
  open(bank: string): Promise<readonly Entry[]> {
    return this.select("bank = $1 and state in ('unknown', 'reversing') order by no limit 100", bank);
  }

  private async select(where: string, ...params: readonly string[]): Promise<Entry[]> {
    const { rows } = await this.pool.query<{ entry: unknown }>(
      `select entry from sandbox.bank_entry where ${where}`,
      [...params],
    );
    return rows.map(({ entry }) => Entry.parse(entry));
  }
}
