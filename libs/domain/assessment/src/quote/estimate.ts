import type { Instant, Month } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import {
  assess,
  certificateOf,
  conditionsOf,
  type MonthCondition,
  type Pack,
  type Quoted,
  type QuoteRequest,
  type Refused,
} from '@canbao/rules';
import type { Insurance, Item, Scheme } from '@canbao/vocabulary';

/** What is to be estimated; `base` in yuan, where a payer chooses it, and `scheme` for medical only. */
export interface EstimateRequest {
  readonly insurance: Insurance;
  readonly at: Instant;
  readonly months: readonly Month[];
  readonly base?: Yuan;
  /** Absent: the pooled scheme. */
  readonly scheme?: Scheme;
  readonly items?: readonly Item[];
}

/** The figures of a quote with their certificate, or the reason and conditions of a refusal. */
export type Estimate =
  | (Quoted & { readonly certificate: ReturnType<typeof certificateOf> })
  | (Refused & { readonly conditions: readonly MonthCondition[] });

/** The arithmetic of a quote for someone who is enrolled and has paid nothing yet; without any effect. */
export const estimate = (pack: Pack, request: EstimateRequest): Estimate => {
  const quoteRequest = requestOf(request);
  const assessed = assess(pack, quoteRequest);
  return assessed.accepted
    ? { ...assessed, certificate: certificateOf(pack, quoteRequest, assessed) }
    : { ...assessed, conditions: conditionsOf(pack, assessed, quoteRequest) };
};

const requestOf = (request: EstimateRequest): QuoteRequest => {
  const { insurance, at, months, base, scheme, items } = request;
  const common = {
    at,
    months,
    ...(items === undefined ? {} : { items }),
    ...(base === undefined ? {} : { base }),
  };
  return insurance === 'pension'
    ? {
        ...common,
        insurance,
        facts: { enrolments: [{}], paidMonths: [] },
        ...(scheme === undefined ? {} : { scheme }),
      }
    : {
        ...common,
        insurance,
        facts: {
          enrolments: [{ scheme: scheme ?? 'pooled' }],
          paidMonths: [],
          receivedItems: {},
          bills: [],
        },
      };
};
