import { dayOf, yearOf, type Day, type Instant, type Month } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import type { Channel, Insurance, Item, Scheme } from '@canbao/vocabulary';
import type { BillMonth } from '../medical/bill';
import { rowOn } from '../row';
import { withOverrides } from '../packs/override';
import type { Pack, PackName } from '../packs/pack';
import type { PackConfig } from '../packs/pack-config';
import { pack as packOf } from '../packs/packs';
import type { RuleOverride } from '../packs/rule-override';
import type { Assessed, Quoted } from './assessment';
import type {
  DueTrueUp,
  Enrolment,
  MedicalEnrolment,
  MedicalFacts,
  QuoteRequest,
  Registration,
} from './quote-request';
import type { Refused } from './refusal';
import { enrolmentOn } from './registration';

/**
 * A certificate as it is stored and hashed: text, lists and objects only, so that its canonical bytes never
 * depend on number formats. Certificates of version 1 must stay readable for good.
 */
export type Certificate = {
  readonly version: '1';
  readonly pack: PackName;
  /** Operators' decisions on the tables that were read; absent without any. */
  readonly overrides?: readonly RuleOverride[];
  /** What the installation had configured; absent without anything. */
  readonly config?: PackConfig;
  readonly request: {
    readonly insurance: Insurance;
    readonly at: Instant;
    readonly months: readonly Month[];
    readonly base?: Yuan;
    readonly items?: readonly Item[];
    readonly debitUntil?: Day;
    readonly channel?: Channel;
  };
  readonly facts: CertifiedFacts;
  readonly assessment: CertifiedAssessment;
};

/** Certificates of version 1 list the bills of all months, and no bundles. */
type CertifiedAssessment = (Omit<Quoted, 'bundles'> & { readonly bills: readonly string[] }) | Refused;

/** The facts about the months of the request; of another month, only what an amount rests on. */
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
  /** Additions of final limits to paid months; absent without any. */
  readonly trueUps?: readonly DueTrueUp[];
  /** Only of someone with several; a single one is in the members above. */
  readonly enrolments?: readonly (Enrolment & { readonly scheme?: Scheme })[];
  readonly employerMonths?: readonly Month[];
  readonly diedOn?: Day;
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
    ...certifiedOverrides(pack, assessed),
    ...certifiedConfig(pack),
    request: asked,
    facts: certifiedFacts(pack, request),
    assessment: certifiedAssessment(assessed),
  };
};

/** Whatever a quote may rest on; how cover is read is not of it. */
const certifiedConfig = ({ config = {} }: Pack): { readonly config?: PackConfig } => {
  const {
    'payment.rulingClock': _clock,
    'waiting.arrearsNeverPaid': _never,
    'waiting.breakInWait': _break,
    ...ofQuotes
  } = config;
  return Object.keys(ofQuotes).length === 0 ? {} : { config: ofQuotes };
};

/** All of a table, since each may move what the others begin or end with. */
const certifiedOverrides = (
  { overrides = [] }: Pack,
  assessed: Assessed,
): { readonly overrides?: readonly RuleOverride[] } => {
  const own = assessed.accepted
    ? overrides.filter(({ table }) => assessed.parameters.some(({ name }) => name === table))
    : overrides;
  return own.length === 0 ? {} : { overrides: own };
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

const certifiedFacts = (pack: Pack, request: QuoteRequest): CertifiedFacts => {
  const { paidMonths } = request.facts;
  const isOwn = ownMonthOf(request);
  const common = { ...certifiedRegistration(request), paidMonths: paidMonths.filter(isOwn) };
  if (request.insurance === 'pension') {
    const { registeredBase } = request.facts;
    const trueUps = (request.facts.trueUps ?? []).filter(({ month }) => isOwn(month));
    return {
      ...common,
      parts: {},
      bills: [],
      ...(registeredBase === undefined ? {} : { registeredBase }),
      ...(trueUps.length === 0 ? {} : { trueUps }),
    };
  }
  const { receivedItems, bills } = request.facts;
  const isRead = (month: string): boolean => isOwn(month) || bearsSurchargeOf(pack, request, month as Month);
  return {
    ...common,
    parts: Object.fromEntries(Object.entries(receivedItems).filter(([month]) => isRead(month))),
    bills: bills.filter(({ month }) => isOwn(month)),
  };
};

/** The surcharge of a year may have been paid with a month that is not of the request. */
const bearsSurchargeOf = (pack: Pack, { months }: QuoteRequest, other: Month): boolean =>
  months.some(
    (month) =>
      yearOf(month) === yearOf(other) && rowOn(pack.medicalSurcharges, month)?.value.every === 'year',
  );

const ownMonthOf =
  ({ months }: QuoteRequest) =>
  (month: string): boolean =>
    months.some((own) => own === month);

/** The enrolment in force, or else the last one; in full when there are several. */
const certifiedRegistration = (request: QuoteRequest) => {
  const { employerMonths = [], diedOn } = request.facts;
  const enrolments: readonly (Enrolment & { readonly scheme?: Scheme })[] = request.facts.enrolments;
  const inForce = enrolmentOn(enrolments, dayOf(request.at));
  const shown = inForce ?? enrolments.at(-1);
  const ownEmployerMonths = employerMonths.filter(ownMonthOf(request));
  return {
    registered: inForce !== undefined,
    ...(shown?.from === undefined ? {} : { enrolledFrom: shown.from }),
    ...(shown?.until === undefined ? {} : { enrolledUntil: shown.until }),
    ...(shown?.scheme === undefined ? {} : { scheme: shown.scheme }),
    ...(enrolments.length < 2 ? {} : { enrolments }),
    ...(ownEmployerMonths.length === 0 ? {} : { employerMonths: ownEmployerMonths }),
    ...(diedOn === undefined ? {} : { diedOn }),
  };
};

/**
 * The request, with its facts, that a certificate was made from: assessed again under the same pack it gives
 * the same certificate.
 */
export const certifiedRequest = (certificate: object): QuoteRequest => {
  const { request, facts } = certificate as Certificate;
  const { insurance, base, ...asked } = request;
  const { paidMonths, parts, bills, registeredBase, trueUps } = facts;
  const registration = registrationOf(facts);
  if (insurance === 'pension')
    return {
      ...asked,
      insurance,
      ...(base === undefined ? {} : { base }),
      facts: {
        ...registration,
        paidMonths,
        ...(registeredBase === undefined ? {} : { registeredBase }),
        ...(trueUps === undefined ? {} : { trueUps }),
      },
    };
  const enrolments = registration.enrolments as readonly MedicalEnrolment[];
  return {
    ...asked,
    insurance,
    facts: { ...registration, enrolments, paidMonths, receivedItems: parts, bills },
  };
};

/**
 * The pack that a certificate was made under, with its overrides. @throws RangeError when this release has a
 * source for a row that was overridden.
 */
export const certifiedPack = (certificate: object): Pack => {
  const { pack, overrides = [], config } = certificate as Certificate;
  return withOverrides(packOf(pack, config), overrides);
};

const registrationOf = (facts: CertifiedFacts): Registration => {
  const { registered, enrolledFrom, enrolledUntil, scheme, enrolments, employerMonths, diedOn } = facts;
  const wasEnrolled = registered || enrolledFrom !== undefined || enrolledUntil !== undefined;
  const single = {
    ...(enrolledFrom === undefined ? {} : { from: enrolledFrom }),
    ...(enrolledUntil === undefined ? {} : { until: enrolledUntil }),
    ...(scheme === undefined ? {} : { scheme }),
  };
  return {
    enrolments: enrolments ?? (wasEnrolled ? [single] : []),
    ...(employerMonths === undefined ? {} : { employerMonths }),
    ...(diedOn === undefined ? {} : { diedOn }),
  };
};
