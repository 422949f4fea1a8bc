import { day, instant } from '@canbao/calendar';
import type { Event } from '@canbao/event-sourcing';

const personId = '10000000-0000-4000-8000-000000000001';
const at = instant('2022-05-18T12:00:00+08:00');
const [from, until] = [day('2022-01-01'), day('2022-03-31')];
const district = '370102';
const bureaus = ['hrss', 'medical-bureau'] as const;

const begins = ['enrolled', 'from-employer', 'transferred-in', 'resumed'] as const;
const ends = [
  'to-employer',
  'death',
  'left-country',
  'transferred-out',
  'stopped',
  'retired',
  'withdrawn',
] as const;
const changes = [
  ...begins.flatMap((kind) => [
    { kind, district },
    { kind, district, scheme: 'pooled' },
  ]),
  { kind: 'moved', district },
  { kind: 'scheme-changed', scheme: 'with-account' },
  ...ends.map((kind) => ({ kind })),
];
const told = { personId, messageNo: 'M-1', businessDate: from, sequence: 1, takenAt: at };

const reasons = [
  ['number-reused', 'send-under-another-number'],
  ['sequence-reused', 'correct-or-withdraw-one'],
  ['corrects-unknown', 'send-what-is-missing'],
  ['corrects-later', 'send-under-another-number'],
  ['corrected-twice', 'correct-or-withdraw-one'],
  ['overtaken-by-call', 'use-the-call'],
  ['not-enrolled', 'send-what-is-missing'],
  ['deaths-differ', 'correct-or-withdraw-one'],
  ['after-death', 'correct-or-withdraw-one'],
] as const;
const facts = [...begins, 'moved', 'scheme-changed', ...ends].map((kind) => ({
  bureau: 'hrss',
  messageNo: 'M-1',
  businessDate: from,
  kind,
}));
const byCall = { bureau: 'medical-bureau', businessDate: from, kind: 'death' };
const cases = reasons.map(([because, wayOut]) => ({
  personId,
  caseId: `${because}: hrss M-1`,
  because,
  owners: bureaus,
  wayOut,
  facts: [...facts, byCall],
}));

const restated = [
  { district, from },
  { district, from, until },
  { district, scheme: 'pooled', from, until },
  ...['left-country', 'to-employer', 'transferred-out', 'stopped', 'retired'].map((reason) => ({
    district,
    from,
    until,
    reason,
  })),
];

const file = {
  fileId: personId,
  digest: 'a digest',
  messages: 1,
  repeated: 0,
  faultsLeftOut: 0,
  answeredAt: at,
};
const refused = {
  messageId: personId,
  personId,
  messageNo: 'M-1',
  digest: 'a digest',
  because: 'date-in-future',
  refusedAt: at,
};
const place = { topic: 'hrss.registrations', partition: 0, offset: '1' };
const parked = { messageId: personId, ...place, because: 'not a message: no JSON', parkedAt: at };

/** What bureaus tell, and what became of it. */
export const rareFeeds: readonly Event[] = [
  ...bureaus.flatMap((bureau) =>
    (['BureauMessageTaken', 'BureauMessageConflicted'] as const).flatMap((type) =>
      changes.flatMap((change) => [
        { type, data: { bureau, ...told, change } },
        { type, data: { bureau, ...told, change, corrects: 'M-0' } },
      ]),
    ),
  ),
  ...cases.flatMap((data) => [
    { type: 'RegistrationCaseOpened', data },
    { type: 'RegistrationCaseClosed', data },
  ]),
  ...(['pension', 'medical'] as const).map((insurance) => ({
    type: 'EnrolmentsRestated',
    data: { personId, insurance, enrolments: restated },
  })),
  ...bureaus.flatMap((bureau) => [
    { type: 'MessageFileAnswered', data: { ...file, bureau, outcome: 'accepted', faults: [] } },
    {
      type: 'MessageFileAnswered',
      data: {
        ...file,
        bureau,
        outcome: 'refused',
        faults: [
          { line: 1, code: 'invalid-json' },
          { line: 2, messageNo: 'M-1', code: 'date-in-future' },
        ],
      },
    },
    { type: 'BureauMessageRefused', data: { ...refused, bureau } },
    { type: 'BureauMessageParked', data: { ...parked, bureau } },
  ]),
];

const noted = restated.map((enrolment) => ({ ...enrolment }));
/** What other services note of enrolments that are told whole. */
export const rareNotedEnrolments = (hasReason: boolean): readonly Event[] =>
  (['pension', 'medical'] as const).map((insurance) => ({
    type: 'EnrolmentsNoted',
    data: {
      personId,
      insurance,
      enrolments: hasReason
        ? noted
        : noted.map((enrolment) => ('reason' in enrolment ? { district, from, until } : enrolment)),
    },
  }));
