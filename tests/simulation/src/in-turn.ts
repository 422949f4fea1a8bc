/** Work about one person, one piece after another, so that a file has everything in the order it came. */
export class InTurn {
  private readonly last = new Map<string, Promise<void>>();

  run(personId: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.last.get(personId) ?? Promise.resolve()).then(work);
    this.last.set(
      personId,
      turn.catch(() => undefined),
    );
    return turn;
  }
}
