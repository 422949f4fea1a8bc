import type { Loaded } from '@canbao/event-sourcing';

/** Configuration: shorter streams are read again each time. */
const longFrom = 16;
/** Configuration: events in memory, about a kilobyte each. */
const eventsMax = 20_000;

/**
 * The long streams that were read last, so that a person with ten years of months is read like one with a
 * single month: events never change, and only those stored since are fetched.
 */
export class LongStreams {
  /** The stream read longest ago comes first. */
  private readonly streams = new Map<string, Loaded>();
  private events = 0;

  /** The stream as far as it is known. */
  get(stream: string): Loaded | undefined {
    return this.streams.get(stream);
  }

  /** Keeps the stream if it is long. */
  keep(stream: string, loaded: Loaded): void {
    this.forget(stream);
    if (loaded.events.length < longFrom) return;
    this.streams.set(stream, loaded);
    this.events += loaded.events.length;
    for (const oldest of this.streams.keys()) {
      if (this.events <= eventsMax) return;
      this.forget(oldest);
    }
  }

  forget(stream: string): void {
    this.events -= this.streams.get(stream)?.events.length ?? 0;
    this.streams.delete(stream);
  }
}
