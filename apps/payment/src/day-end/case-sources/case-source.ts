/**
 * Where cases come from besides the matching of a day, as two selects in which `$1` is the present instant.
 * One source, one file: what needs a case is found in rows that are there anyway.
 */
export interface CaseSource {
  /**
   * What needs a case and has none yet: kind, reference, order_id, person_id, channel, day, insurance, fen,
   * cause.
   */
  readonly due: string;
  /** Open cases that something proves to be over: case_id, proof, reference, fen. None: people close them. */
  readonly proven?: string;
}

/** Configuration: something of the instant `at` is carried until noon two days later. */
export const isCarriedOut = (at: string): string =>
  `((${at} at time zone 'Asia/Shanghai')::date + 2)::timestamp at time zone 'Asia/Shanghai'
     + interval '12 hours' <= $1::timestamptz`;

/** No case of the kind with the reference was ever opened. */
export const hasNoCase = (kind: string, reference: string): string =>
  `not exists (select from cases c where c.kind = ${kind} and c.reference = ${reference})`;
