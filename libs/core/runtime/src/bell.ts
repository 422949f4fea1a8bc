/** Wakes those who wait for something with a name. */
export class Bell {
  private readonly listeners = new Map<string, Set<() => void>>();

  /** Wakes everybody who waits for the name now. */
  ring(name: string): void {
    const waking = this.listeners.get(name) ?? [];
    this.listeners.delete(name);
    for (const wake of waking) wake();
  }

  /** Whether it rings for the name within that many milliseconds. */
  heard(name: string, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const waiting = this.listeners.get(name) ?? new Set();
      this.listeners.set(name, waiting);
      const wake = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        waiting.delete(wake);
        if (waiting.size === 0 && this.listeners.get(name) === waiting) this.listeners.delete(name);
        resolve(false);
      }, withinMs);
      waiting.add(wake);
    });
  }

  /** How many names somebody waits for. */
  get names(): number {
    return this.listeners.size;
  }
}
