import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';

/** A service that has not polled for this long no longer counts. */
const pollerForgottenMs = 2000;
const waitMaxMs = 1000;
const pollMs = 20;
const shanghaiOffsetMs = 8 * 3_600_000;

interface Poller {
  readonly polledMs: number;
  readonly version: number;
}

/**
 * The clock of the sandbox: an offset to real time that survives a restart. Services poll it four times a
 * second.
 */
export class SettableClock {
  private offsetMs = 0;
  private version = 0;
  private readonly pollers = new Map<string, Poller>();

  constructor(private readonly pool: Pool) {}

  async restore(): Promise<void> {
    const { rows } = await this.pool.query<{ value: { offsetMs: number } }>(
      "select value from sandbox.setting where name = 'clock'",
    );
    this.offsetMs = rows[0]?.value.offsetMs ?? 0;
  }

  now(): string {
    return `${new Date(Date.now() + this.offsetMs + shanghaiOffsetMs).toISOString().slice(0, -1)}+08:00`;
  }

  /** The time as a service polls it. */
  polledBy(service: string | undefined): { now: string; version: number } {
    if (service !== undefined) this.pollers.set(service, { polledMs: Date.now(), version: this.version });
    return { now: this.now(), version: this.version };
  }

  /**
   * Sets the clock (null: back to real time) and returns once every service that polls has the new time, at
   * most a second later.
   */
  async set(now: string | null): Promise<void> {
    this.offsetMs = now === null ? 0 : Date.parse(now) - Date.now();
    this.version += 1;
    await this.pool.query(
      `insert into sandbox.setting values ('clock', $1)
      on conflict (name) do update set value = excluded.value`,
      [JSON.stringify({ offsetMs: this.offsetMs })],
    );
    const deadlineMs = Date.now() + waitMaxMs;
    while (Date.now() < deadlineMs && this.someLag()) await pause(pollMs);
    await pause(pollMs); // the last answer is still in flight
  }

  private someLag(): boolean {
    return [...this.pollers.values()].some(
      ({ polledMs, version }) => Date.now() - polledMs < pollerForgottenMs && version < this.version,
    );
  }
}
