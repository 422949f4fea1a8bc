import { dayOf } from '@canbao/calendar';
import { sum } from '@canbao/money';
import { debitExpiry } from '../channels/batch-debit';
import { quoteExpiry } from '../channels/quote-validity';
import type { Pack } from '../packs/pack';
import { distinct, used } from '../packs/parameter';
import { rowOn } from '../row';
import type { Assessed, Draft, Quoted } from './assessment';
import { choiceFor, medicalQuote, medicalRungs } from './medical-quote';
import { pensionQuote, pensionRungs } from './pension-quote';
import type { QuoteRequest } from './quote-request';
import { refuse, type Refused } from './refusal';

/** Decides a quote: its lines with every step and parameter, or the first reason of the ladder against it. */
export const assess = (pack: Pack, request: QuoteRequest): Assessed => {
  const drafted = monthsRefusal(request) ?? fieldsRefusal(pack, request) ?? draft(pack, request);
  return 'accepted' in drafted ? drafted : quoted(pack, request, drafted);
};

/**
 * Every reason of the ladder against the request, first to last. The figures are asked for once no rung
 * refuses: a month that nobody may pay has none.
 */
export const refusals = (pack: Pack, request: QuoteRequest): readonly Refused[] => {
  const standing =
    request.insurance === 'pension'
      ? pensionRungs.flatMap((rung) => rung(pack, request) ?? [])
      : medicalRungs.flatMap((rung) => rung(pack, request) ?? []);
  if (standing.length > 0) return standing;
  const assessed = assess(pack, request);
  return assessed.accepted ? [] : [assessed];
};

/** Every month must be listed, and only once. */
const monthsRefusal = ({ months }: QuoteRequest): Refused | undefined => {
  if (months.length === 0) return refuse('months-required');
  const repeated = months.filter((month, index) => months.indexOf(month) !== index);
  return repeated.length === 0 ? undefined : refuse('duplicate-month', { rejectedMonths: repeated });
};

/** A field without a meaning for the insurance is refused: whoever sends it expects an effect. */
const fieldsRefusal = (pack: Pack, request: QuoteRequest): Refused | undefined => {
  const { insurance, base, scheme } = request;
  if (insurance === 'pension')
    return scheme === undefined ? undefined : refuse('field-not-applicable', { fields: ['scheme'] });
  const hasEffect = request.months.some((month) => choiceFor(pack, request, month) !== undefined);
  return base === undefined || hasEffect ? undefined : refuse('field-not-applicable', { fields: ['base'] });
};

const draft = (pack: Pack, request: QuoteRequest): Draft | Refused =>
  request.insurance === 'pension' ? pensionQuote(pack, request) : medicalQuote(pack, request);

const quoted = (pack: Pack, request: QuoteRequest, { closings, ...draft }: Draft): Quoted => {
  const { insurance, at, debitUntil } = request;
  const validity = debitUntil === undefined ? rowOn(pack.quoteValidities, dayOf(at)) : undefined;
  const total = sum(draft.lines.map(({ amount }) => amount));
  return {
    ...draft,
    accepted: true,
    total,
    lateFee: sum(draft.lines.filter(({ item }) => item === 'late-fee').map(({ amount }) => amount)),
    expiresAt:
      debitUntil === undefined
        ? quoteExpiry(at, validity?.value.minutes ?? 30, closings)
        : debitExpiry(insurance, at, debitUntil, closings),
    steps: [
      ...draft.steps,
      {
        rule: 'quote.total',
        formula: 'total = sum of lines',
        inputs: { lines: String(draft.lines.length) },
        result: total,
      },
    ],
    parameters: distinct([
      ...draft.parameters,
      ...(validity === undefined
        ? []
        : [used('quote.validity', validity, ({ minutes }) => `${minutes} min`)]),
    ]),
  };
};
