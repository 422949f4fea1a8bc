import type { Assessed, QuoteRequest } from './assessment';
import type { Pack } from '../packs/packs';

/**
 * A plain JSON value made of text, lists and objects only, so that its canonical bytes never depend on number
 * formats.
 */
export type Plain = string | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

const plain = (value: unknown): Plain => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [key, plain(member)]),
    );
  }
  return String(value);
};

/**
 * The certificate of an assessment: what was asked, the facts used, every step and parameter, and the answer.
 * The same
 * pack, request and answer give the same value years later; it is made canonical and hashed elsewhere.
 */
export const certificateOf = (
  pack: Pack,
  request: QuoteRequest,
  assessed: Assessed,
): { readonly [key: string]: Plain } => {
  const { facts, ...asked } = request;
  const paid = request.months.filter((value) => facts.paidMonths.includes(value));
  const parts = Object.fromEntries(
    Object.entries(facts.parts ?? {}).filter(([value]) => request.months.some((asked) => asked === value)),
  );
  const bills = (facts.bills ?? []).filter(({ month }) => request.months.includes(month));
  const usedFacts = { ...facts, paidMonths: paid, parts, bills };
  return {
    version: '1',
    pack: pack.name,
    request: plain(asked),
    facts: plain(usedFacts),
    assessment: plain(assessed),
  };
};
