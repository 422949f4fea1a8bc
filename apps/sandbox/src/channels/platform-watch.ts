/** Configuration: the platform answers such a question at once, or is away. */
const timeoutMs = 1000;

/** Notices that a restart of the platform while it was away for a while. */
export class PlatformWatch {
  private wasAway = false;

  /** `platformUrl`: the address of the portal's `/v1`. */
  constructor(private readonly platformUrl: string) {}

  /** True once the platform has been away and is back; from then on it is watched anew. */
  async hasRestarted(): Promise<boolean> {
    const isReady = await this.isReady();
    const hasRestarted = isReady && this.wasAway;
    this.wasAway = !isReady;
    return hasRestarted;
  }

  private async isReady(): Promise<boolean> {
    try {
      const url = new URL('/health/ready', this.platformUrl);
      return (await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })).ok;
    } catch {
      return false;
    }
  }
}
