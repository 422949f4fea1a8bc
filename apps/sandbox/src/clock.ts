import type { Pool } from 'pg';

const pollersCountMs = 2000;
const longestWaitMs = 1000;

/**
 * The clock of the sandbox: an offset to real time that survives a restart. Services ask for it four times a
 * second.
 */
export class SettableClock {
  private offsetMs = 0;
  private version = 0;
  private readonly pollers = new Map<string, { at: number; version: number }>();

  constructor(private readonly pool: Pool) {}

  async restore(): Promise<void> {
    const { rows } = await this.pool.query<{ value: { offsetMs: number } }>(
      "select value from sandbox.setting where name = 'clock'",
    );
    this.offsetMs = rows[0]?.value.offsetMs ?? 0;
  }

  now(): string {
    return `${new Date(Date.now() + this.offsetMs + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`;
  }

  seenBy(service: string | undefined): { now: string; version: number } {
    if (service !== undefined) this.pollers.set(service, { at: Date.now(), version: this.version });
    return { now: this.now(), version: this.version };
  }

  /**
   * Sets the clock (null: back to real time) and answers once every service that asks has the new time, at
   * most a second later.
   */
  async set(now: string | null): Promise<void> {
    this.offsetMs = now === null ? 0 : Date.parse(now) - Date.now();
    this.version += 1;
    await this.pool.query(
      "insert into sandbox.setting values ('clock', $1) on conflict (name) do update set value = excluded.value",
      [JSON.stringify({ offsetMs: this.offsetMs })],
    );
    const until = Date.now() + longestWaitMs;
    while (
      Date.now() < until &&
      [...this.pollers.values()].some(
        ({ at, version }) => Date.now() - at < pollersCountMs && version < this.version,
      )
    )
      await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 20)); // the last answer is still on its way
  }
}
