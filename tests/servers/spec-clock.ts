import { createServer } from 'node:http';
import { listening } from './listening';
import { eventually } from './service';

const patienceMs = 30_000;

/** The time of a service under test, which stands still until a spec moves it; its `url` is a `CLOCK_URL`. */
export class SpecClock {
  url = '';
  private polls = 0;
  private readonly server = createServer((_, response) => {
    this.polls += 1;
    response.end(JSON.stringify({ now: this.time, version: 0 }));
  });

  constructor(private time: string) {}

  async start(): Promise<this> {
    this.url = await listening(this.server);
    return this;
  }

  readonly now = (): string => this.time;

  /** Sets the time, and returns once the service goes by it. */
  async moveTo(time: string): Promise<void> {
    this.time = time;
    // Who asks once more has taken in the answer before.
    await this.polled(2);
  }

  /** The service has asked for the time so many times more; it does so four times a second. */
  async polled(times: number): Promise<void> {
    const enough = this.polls + times;
    await eventually(
      async () => this.polls,
      (polls) => polls >= enough,
      patienceMs,
    );
    if (this.polls < enough) throw new Error('The service does not ask for the time.');
  }

  stop(): void {
    this.server.close();
  }
}
