import { hostname } from 'node:os';
import type { Client, Pool } from 'pg';

/** Configuration: how long a leader that does not renew its lease keeps it. */
const leaseSeconds = 10;
/** How often it renews. */
export const renewEveryMs = 3_000;
/**
 * How long after it began a successful renewal a leader is sure, by its own clock, that its lease has not
 * run out. The clock is monotonic and runs on while the process is stopped.
 */
export const sureMs = 8_000;

/** Who leads as far as the row tells, and what became of them. */
export interface FormerLead {
  /** `gone`: let go, or its connection has ended. `hangs`: the connection is there, but the lease is old. */
  readonly state: 'leads' | 'gone' | 'hangs';
  /** Null before the first leader. */
  readonly epoch: string | null;
  readonly holder: string | null;
  readonly silentSeconds: number;
}

const nobody: FormerLead = { state: 'gone', epoch: null, holder: null, silentSeconds: 0 };

/** Each leader has a lock of its own, so that one that hangs keeps nobody from leading after it. */
const lockOf = (service: string, epoch: string): string =>
  `hashtextextended('canbao-relay-' || ${service} || '-' || ${epoch}, 0)`;

/** Looks whether there is a lead to be had. Takes nothing: the lock is let go with the statement. */
export const formerLead = async (pool: Pool, service: string): Promise<FormerLead> => {
  const { rows } = await pool.query<FormerLead>(
    `select epoch::text, holder,
        coalesce(extract(epoch from now() - renewed_at)::float8, 0) as "silentSeconds",
        case
          when renewed_at is null or pg_try_advisory_xact_lock(${lockOf('name', 'epoch')}) then 'gone'
          when renewed_at < now() - interval '${leaseSeconds} s' then 'hangs'
          else 'leads'
        end as state
      from relay where name = $1`,
    [service],
  );
  return rows[0] ?? nobody;
};

/** Takes the lead after another; undefined when a third was faster. The lock lives as long as the client. */
export const takeLead = async (
  client: Client,
  service: string,
  after: FormerLead,
): Promise<{ readonly epoch: string; readonly cursor: string } | undefined> => {
  const { rows } = await client.query<{ epoch: string; cursor: string }>(
    `with taken as (
        insert into relay (name, cursor, epoch, holder, leading_since, renewed_at)
        values ($1, 0, 1, $2, now(), now())
        on conflict (name) do update
          set epoch = relay.epoch + 1, holder = $2, leading_since = now(), renewed_at = now()
          where relay.epoch = $3
        returning epoch, cursor
      )
      select epoch::text, cursor::text, pg_advisory_lock(${lockOf('$1', 'epoch')}) from taken`,
    [service, `${hostname()}/${process.pid}`, after.epoch ?? '0'],
  );
  return rows[0];
};

/** Condition on a row of `relay`: its leader has renewed in time. */
export const isRenewed = `renewed_at >= now() - interval '${leaseSeconds} s'`;
