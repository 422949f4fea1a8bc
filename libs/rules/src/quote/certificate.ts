import type { Day, Instant, Month } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import type { Insurance, Item, Scheme } from '@canbao/vocabulary';
import type { BillMonth } from '../medical/bill';
import type { Pack, PackName } from '../packs/pack';
import type { Assessed, Quoted } from './assessment';
import type { MedicalFacts, QuoteRequest } from './quote-request';
import type { Refused } from './refusal';
import { enrolmentAt } from './registration';

/**
 * A certificate as it is stored and hashed: text, lists and objects only, so that its canonical bytes never
 * depend on number formats. Certificates of version 1 must stay readable for good.
 */
export type Certificate = {
  readonly version: '1';
  readonly pack: PackName;
  readonly request: {
    readonly insurance: Insurance;
    readonly at: Instant;
    readonly months: readonly Month[];
    readonly base?: Yuan;
    readonly items?: readonly Item[];
  };
  readonly facts: CertifiedFacts;
  readonly assessment: CertifiedAssessment;
};

/** Certificates of version 1 list the bills of all months, and no bundles. */
type CertifiedAssessment = (Omit<Quoted, 'bundles'> & { readonly bills: readonly string[] }) | Refused;

/** The facts about the months of the request; those of other months stay out. */
interface CertifiedFacts {
  readonly registered: boolean;
  readonly enrolledFrom?: Day;
  readonly enrolledUntil?: Day;
  readonly scheme?: Scheme;
  readonly paidMonths: readonly Month[];
  /** Received items by month. */
  readonly parts: MedicalFacts['receivedItems'];
  readonly bills: readonly BillMonth[];
  readonly registeredBase?: Yuan;
}

/**
 * The certificate of an assessment: the request, the facts used, every step and parameter, and the answer.
 * The same pack, request and answer give the same value years later; it is made canonical and hashed
 * elsewhere.
 */
export const certificateOf = (pack: Pack, request: QuoteRequest, assessed: Assessed): Certificate => {
  const { facts: _, ...asked } = request;
  return {
    version: '1',
    pack: pack.name,
    request: asked,
    facts: certifiedFacts(request),
    assessment: certifiedAssessment(assessed),
  };
};

const certifiedAssessment = (assessed: Assessed): CertifiedAssessment => {
  if (!assessed.accepted) return assessed;
  const { bundles, lines, ...figures } = assessed;
  return {
    ...figures,
    lines: lines.map(({ billId: _, ...line }) => line),
    bills: [...new Set(bundles.flatMap(({ billId }) => billId ?? []))],
  };
};

const certifiedFacts = (request: QuoteRequest): CertifiedFacts => {
  const { enrolment, paidMonths } = request.facts;
  const isOwn = (month: string): boolean => request.months.some((own) => own === month);
  const common = {
    registered: enrolmentAt(enrolment, request.at) !== undefined,
    ...(enrolment?.from === undefined ? {} : { enrolledFrom: enrolment.from }),
    ...(enrolment?.until === undefined ? {} : { enrolledUntil: enrolment.until }),
    paidMonths: paidMonths.filter(isOwn),
  };
  if (request.insurance === 'pension') {
    const { registeredBase } = request.facts;
    return { ...common, parts: {}, bills: [], ...(registeredBase === undefined ? {} : { registeredBase }) };
  }
  const { receivedItems, bills } = request.facts;
  const scheme = request.facts.enrolment?.scheme;
  return {
    ...common,
    ...(scheme === undefined ? {} : { scheme }),
    parts: Object.fromEntries(Object.entries(receivedItems).filter(([month]) => isOwn(month))),
    bills: bills.filter(({ month }) => isOwn(month)),
  };
};

/**
 * The request, with its facts, that a certificate was made from: assessed again under the same pack it gives
 * the same certificate.
 */
export const certifiedRequest = (certificate: object): QuoteRequest => {
  const { request, facts } = certificate as Certificate;
  const { insurance, base, ...asked } = request;
  const { registered, enrolledFrom, enrolledUntil, scheme, paidMonths, parts, bills, registeredBase } = facts;
  const wasEnrolled = registered || enrolledFrom !== undefined || enrolledUntil !== undefined;
  const days = {
    ...(enrolledFrom === undefined ? {} : { from: enrolledFrom }),
    ...(enrolledUntil === undefined ? {} : { until: enrolledUntil }),
  };
  if (insurance === 'pension')
    return {
      ...asked,
      insurance,
      ...(base === undefined ? {} : { base }),
      facts: {
        ...(wasEnrolled ? { enrolment: days } : {}),
        paidMonths,
        ...(registeredBase === undefined ? {} : { registeredBase }),
      },
    };
  return {
    ...asked,
    insurance,
    facts: {
      ...(wasEnrolled && scheme !== undefined ? { enrolment: { ...days, scheme } } : {}),
      paidMonths,
      receivedItems: parts,
      bills,
    },
  };
};
