import { canonicalJson } from '@canbao/event-sourcing';
import type { DeathReport, PersonState } from '../person-state';
import {
  bySequence,
  correctedBy,
  effective,
  idOf,
  insuranceOf,
  isCorrection,
  type KnownMessage,
} from './effective';
import type {
  BureauMessage,
  ContradictionReason,
  RegistrationCase,
  ToldFact,
  WayOut,
} from './message.events';
import { timelineOf } from './timeline';

const waysOut: Readonly<Record<ContradictionReason, WayOut>> = {
  'number-reused': 'send-under-another-number',
  'sequence-reused': 'correct-or-withdraw-one',
  'corrects-unknown': 'send-what-is-missing',
  'corrects-later': 'send-under-another-number',
  'corrected-twice': 'correct-or-withdraw-one',
  'overtaken-by-call': 'use-the-call',
  'not-enrolled': 'send-what-is-missing',
  'deaths-differ': 'correct-or-withdraw-one',
  'after-death': 'correct-or-withdraw-one',
};

/** What may be told of a day after a death: that an enrolment had stopped, or that nothing had happened. */
const afterDeath: readonly BureauMessage['change']['kind'][] = ['death', 'stopped', 'withdrawn'];

/** Where what bureaus told does not go together. It follows from the facts, not from their order. */
export const contradictions = (state: PersonState): readonly RegistrationCase[] => {
  const { messages } = state;
  const counting = messages.filter(({ counts }) => counts);
  const holding = effective(messages);
  return [
    ...messages.filter(({ counts }) => !counts).flatMap((message) => reused(message, counting)),
    ...pairs(holding, (a, b) => a.sequence === b.sequence).map(caseOf('sequence-reused')),
    ...holding.flatMap((message) => wronglyNamed(message, counting)),
    ...pairs(
      counting.filter((message) => isCorrection(message, counting) && !isReplaced(message, counting)),
      (a, b) => a.corrects === b.corrects,
    ).map(caseOf('corrected-twice')),
    ...overtaken(state, holding),
    ...strays(state, holding),
    ...deaths(state, holding),
  ];
};

/** Whether a later message corrects this one itself. */
const isReplaced = (message: KnownMessage, counting: readonly KnownMessage[]): boolean =>
  counting.some((other) => correctedBy(other, counting) === message && isCorrection(other, counting));

/** Until the number is corrected, nobody knows which of the two was meant. */
const reused = (message: KnownMessage, counting: readonly KnownMessage[]): RegistrationCase[] => {
  const first = counting.find(
    ({ bureau, messageNo }) => bureau === message.bureau && messageNo === message.messageNo,
  );
  if (first === undefined || isReplaced(first, counting)) return [];
  // Which came first is chance: the case is the same.
  return [caseOf('number-reused')([first, message].toSorted(byContent))];
};

const wronglyNamed = (message: KnownMessage, counting: readonly KnownMessage[]): RegistrationCase[] => {
  if (message.corrects === undefined || isCorrection(message, counting)) return [];
  const named = correctedBy(message, counting);
  return [
    named === undefined ? caseOf('corrects-unknown')([message]) : caseOf('corrects-later')([message, named]),
  ];
};

/** A call of the API has since set the enrolments: what it replaced cannot be taken out of them. */
const overtaken = (
  { absorbed, messages }: PersonState,
  holding: readonly KnownMessage[],
): RegistrationCase[] =>
  holding.flatMap((message) => {
    const named = correctedBy(message, messages);
    const isAbsorbed = (each: KnownMessage): boolean => absorbed.includes(idOf(each));
    return named !== undefined && isAbsorbed(named) && !isAbsorbed(message)
      ? [caseOf('overtaken-by-call')([named, message])]
      : [];
  });

const strays = ({ base, absorbed }: PersonState, holding: readonly KnownMessage[]): RegistrationCase[] =>
  [...Map.groupBy(holding, ({ bureau }) => bureau)].flatMap(([bureau, own]) => {
    const open = own.filter((message) => !absorbed.includes(idOf(message)));
    return timelineOf(base[insuranceOf(bureau)] ?? [], open).strays.map((message) =>
      caseOf('not-enrolled')([message]),
    );
  });

const deaths = (state: PersonState, holding: readonly KnownMessage[]): RegistrationCase[] => {
  const told = holding.filter(({ change }) => change.kind === 'death');
  const facts = [...told.map(factOf), ...state.deaths.filter(isByCall(told)).map(reportOf)];
  const differ = told.length > 0 && new Set(facts.map(({ businessDate }) => businessDate)).size > 1;
  const first = facts.toSorted(byDay)[0];
  const later = holding.filter(
    ({ businessDate, change }) =>
      first !== undefined && businessDate > first.businessDate && !afterDeath.includes(change.kind),
  );
  return [
    ...(differ ? [registrationCase('deaths-differ', facts.toSorted(byDay))] : []),
    ...(first === undefined
      ? []
      : later.map((message) => registrationCase('after-death', [first, factOf(message)]))),
  ];
};

const isByCall =
  (told: readonly BureauMessage[]) =>
  ({ bureau, on }: DeathReport): boolean =>
    !told.some((message) => message.bureau === bureau && message.businessDate === on);

const reportOf = ({ bureau, on }: DeathReport): ToldFact => ({ bureau, businessDate: on, kind: 'death' });

const factOf = ({ bureau, messageNo, businessDate, change }: BureauMessage): ToldFact => ({
  bureau,
  messageNo,
  businessDate,
  kind: change.kind,
});

const byDay = (a: ToldFact, b: ToldFact): number => {
  if (a.businessDate !== b.businessDate) return a.businessDate < b.businessDate ? -1 : 1;
  return factId(a) < factId(b) ? -1 : 1;
};

const byContent = (a: BureauMessage, b: BureauMessage): number =>
  canonicalJson(factOf(a)) < canonicalJson(factOf(b)) ? -1 : 1;

/** Each with its neighbours of the same bureau that it goes together with. */
const pairs = (
  messages: readonly KnownMessage[],
  clash: (a: KnownMessage, b: KnownMessage) => boolean,
): KnownMessage[][] => {
  const sorted = messages.toSorted(bySequence);
  return sorted.flatMap((a, index) =>
    sorted.slice(index + 1).flatMap((b) => (a.bureau === b.bureau && clash(a, b) ? [[a, b]] : [])),
  );
};

const factId = ({ bureau, messageNo = '', businessDate }: ToldFact): string =>
  `${bureau} ${messageNo || businessDate}`;

const caseOf =
  (because: ContradictionReason) =>
  (messages: readonly BureauMessage[]): RegistrationCase =>
    registrationCase(because, messages.map(factOf));

const registrationCase = (because: ContradictionReason, facts: readonly ToldFact[]): RegistrationCase => ({
  caseId: `${because}: ${facts.map(factId).join(', ')}`,
  because,
  owners: [...new Set(facts.map(({ bureau }) => bureau))],
  wayOut: waysOut[because],
  facts,
});
