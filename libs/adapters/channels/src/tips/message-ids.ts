/** The sequence has eight digits; a day has 86,400,000 milliseconds. */
const sequences = 100_000_000;

/**
 * Ids of a node's messages: day 8, number 4, sequence 8. The sequence begins at the millisecond of the real
 * day, so that no restart within it gives an id again.
 */
export class MessageIds {
  private sequence = Date.now() % 86_400_000;

  /** The next id. `workDate` has eight digits, `msgNo` four. */
  next(workDate: string, msgNo: string): string {
    this.sequence = (this.sequence + 1) % sequences;
    return `${workDate}${msgNo}${String(this.sequence).padStart(8, '0')}`;
  }
}
