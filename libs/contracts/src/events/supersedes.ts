/**
 * Whether a fact of registration about a death or a cover counts, where the revision `noted` (0 for none) is
 * known: facts may arrive in any order. Without a revision it is older than any other.
 */
export const supersedes = (revision: number | undefined, noted: number): boolean =>
  revision === undefined ? noted === 0 : revision > noted;
