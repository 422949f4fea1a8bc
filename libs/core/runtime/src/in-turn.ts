/** Work under one key runs one piece after another, in the order it came; under several keys at once. */
export class InTurn {
  private readonly last = new Map<string, Promise<void>>();

  /** Resolves with the work's own result. @throws what the work throws; the next piece runs all the same. */
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const turn = (this.last.get(key) ?? Promise.resolve()).then(work);
    const over: Promise<void> = turn.then(
      () => this.end(key, over),
      () => this.end(key, over),
    );
    this.last.set(key, over);
    return turn;
  }

  private end(key: string, over: Promise<void>): void {
    if (this.last.get(key) === over) this.last.delete(key);
  }
}
