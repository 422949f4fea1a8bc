/**
 * How sure a source is. `A`: official text with issuer and number, or agreeing sources; `A-`: as A, but the
 * number rests on one source; `B`: one credible news or municipal page; `B-`: as B, but not
 * from a page of its own; `C`: a third party, or another city
 * as an analogy; `guide`: the payment guide in `docs/guide`; `configuration`: no source, an operator confirms
 * it.
 */
export type Confidence = 'A' | 'A-' | 'B' | 'B-' | 'C' | 'guide' | 'configuration';

/** A document, a page or a configuration key that rules rest on. */
export interface SourceDocument {
  /** Its own title; a description where a document was found only as quoted elsewhere. */
  readonly title: string;
  readonly issuer?: string;
  /** Document number (文号). */
  readonly number?: string;
  /** Of issue or of the page, `YYYY-MM-DD`. */
  readonly date?: string;
  /** Where it was found; most were read as excerpts, several are reprints. */
  readonly url?: string;
  readonly confidence: Confidence;
  readonly note?: string;
  /** True for what no row cites: found, read and kept because it limits or outdates a value. */
  readonly background?: true;
}
