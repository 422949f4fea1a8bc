/** How the answers of several services become one, and that a page. */
export interface Gathered<Told> {
  merged(own: Told, others: readonly Told[]): object;
  page(told: Told): string;
}
