import { day, instant, month } from '@canbao/calendar';
import {
  bureauAnswers,
  caseKinds,
  caseOwners,
  differenceClasses,
  proofKinds,
  type BureauDayNotedEvent,
  type BureauEvent,
  type CaseEvent,
  type ChannelDayEvent,
} from '@canbao/domain-reconciliation';
import { yuan } from '@canbao/money';

const at = instant('2022-05-19T10:00:00.000+08:00');
const caseId = '60000000-0000-4000-8000-000000000001';
const amount = yuan('1000.00');
const opened = {
  caseId,
  amount,
  cause: 'a difference',
  openedAt: at,
  deadline: at,
} as const;
const subject = { channel: 'ccb', day: day('2022-05-18'), reference: 'T1' } as const;
const about = {
  ...subject,
  orderId: '30000000-0000-4000-8000-000000000001',
  personId: '10000000-0000-4000-8000-000000000001',
} as const;
const evidence = { kind: 'statement-line', reference: 'statement 1 line 1', amount } as const;

const caseEvents: readonly CaseEvent[] = [
  ...caseKinds.flatMap((kind): CaseEvent[] => [
    {
      type: 'CaseOpened',
      data: { ...opened, kind, subject, owner: 'channel', nextProbeAt: at, evidence: [] },
    },
    {
      type: 'CaseOpened',
      data: { ...opened, kind, subject: about, owner: 'channel', nextProbeAt: at, evidence: [evidence] },
    },
  ]),
  ...caseOwners.flatMap((owner): CaseEvent[] => [
    {
      type: 'CaseOpened',
      data: { ...opened, kind: 'other', subject: { reference: 'X' }, owner, evidence: [] },
    },
    {
      type: 'CaseOpened',
      data: {
        ...opened,
        kind: 'treasury-missing',
        subject: { ...about, insurance: 'pension' },
        owner,
        nextProbeAt: at,
        evidence: [],
      },
    },
    { type: 'CaseAssigned', data: { caseId, owner, because: 'deadline', at } },
  ]),
  { type: 'CaseProbed', data: { caseId, found: 'not yet', at, nextProbeAt: at } },
  { type: 'CaseProbed', data: { caseId, found: 'not yet', at } },
  { type: 'CaseProbed', data: { caseId, found: 'a line', at, nextProbeAt: at, evidence } },
  { type: 'CaseNoted', data: { caseId, note: 'the bank was called', by: 'operator:operator-1', at } },
  ...proofKinds.flatMap((kind): CaseEvent[] => [
    { type: 'CaseClosed', data: { caseId, proof: { ...evidence, kind }, by: 'day-end', at } },
    { type: 'CaseClosed', data: { caseId, proof: { kind, reference: 'a message' }, by: 'day-end', at } },
  ]),
];

const ofDay = { channel: 'ccb', day: day('2022-05-18'), at } as const;
const tally = { count: 1, amount };
const statement = { ...ofDay, statementId: '1', digest: 'a digest', payments: tally, refunds: tally };
const matched = { ...ofDay, statementId: '1', matched: tally };
const channelDayEvents: readonly ChannelDayEvent[] = [
  { type: 'StatementReceived', data: statement },
  { type: 'StatementReceived', data: { ...statement, replaces: '1' } },
  ...['hash', 'totals', 'encoding', 'format', 'digest', 'line-repeated'].map((because): ChannelDayEvent => ({
    type: 'StatementRefused',
    data: { ...ofDay, digest: '', because },
  })),
  { type: 'DayMatched', data: { ...matched, differences: {} } },
  ...differenceClasses.map((of): ChannelDayEvent => ({
    type: 'DayMatched',
    data: { ...matched, differences: { [of]: tally } },
  })),
  { type: 'DayClosed', data: { ...ofDay, statementId: '1' } },
  { type: 'DayReopened', data: { ...ofDay, because: 'later-fact' } },
];

const ofBureau = { personId: about.personId, insurance: 'medical', month: month('2022-05'), at } as const;
const bureauEvents: readonly BureauEvent[] = [
  ...bureauAnswers.map((answer): BureauEvent => ({ type: 'BureauAnswered', data: { ...ofBureau, answer } })),
  {
    type: 'BureauAnswered',
    data: { ...ofBureau, answer: 'posted', bureauReceiptNo: 'YB1', amount },
  },
  { type: 'BureauAnswered', data: { ...ofBureau, answer: 'posted', bureauReceiptNo: 'YB1' } },
  { type: 'BureauAnswered', data: { ...ofBureau, answer: 'refused', reason: 'a reason' } },
  ...bureauAnswers.map((answer): BureauEvent => ({
    type: 'BureauAnswered',
    data: { ...ofBureau, insurance: 'pension', item: 'pension-true-up', answer },
  })),
];

const tallies = { booked: tally, reversed: tally };
const ofBureauDay = {
  insurance: 'medical',
  day: about.day,
  totalsId: caseId,
  ours: tallies,
  at,
} as const;
const bureauDayEvents: readonly BureauDayNotedEvent[] = [
  { type: 'BureauDayNoted', data: { ...ofBureauDay, outcome: 'unanswered', cause: 'a cause' } },
  ...(['agreed', 'different'] as const).map((outcome): BureauDayNotedEvent => ({
    type: 'BureauDayNoted',
    data: { ...ofBureauDay, outcome, theirs: tallies, cause: 'a cause' },
  })),
];

/** Events of the day end in every form. */
export const dayEndEvents = [...caseEvents, ...channelDayEvents, ...bureauEvents, ...bureauDayEvents];
