/** What is wrong with a chain or a seal. */
export interface EvidenceFinding {
  readonly kind:
    'altered' | 'missing' | 'exchanged' | 'seal-broken' | 'seal-signature' | 'seal-events' | 'seal-file';
  /** For a person: which row, and what. */
  readonly sentence: string;
}
