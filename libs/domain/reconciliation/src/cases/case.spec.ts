import { day, instant } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import { caseKinds, cases, deadlineOf, firstOwner, nextProbe, type CaseEvent, type Evidence } from '../index';
import { refusedProof } from './proofs';

const at = instant('2022-05-20T10:00:00.000+08:00');
const later = instant('2022-05-20T10:05:00.000+08:00');
const data = {
  caseId: 'case-1',
  kind: 'ours-only',
  subject: { channel: 'ccb', day: day('2022-05-18'), reference: 'T3', orderId: 'order-1' },
  amount: yuan('1000.00'),
  cause: '短款',
  owner: 'channel',
  openedAt: at,
  nextProbeAt: at,
  deadline: instant('2022-05-23T10:00:00.000+08:00'),
  evidence: [],
} as const;
const opened: CaseEvent = { type: 'CaseOpened', data };
const line: Evidence = { kind: 'statement-line', reference: 'statement 3 line 1', amount: yuan('1000.00') };
const close = (proof?: Evidence) =>
  ({
    type: 'CloseCase',
    caseId: 'case-1',
    by: 'day-end',
    at: later,
    ...(proof === undefined ? {} : { proof }),
  }) as const;
const closed: CaseEvent = {
  type: 'CaseClosed',
  data: { caseId: 'case-1', proof: line, by: 'day-end', at: later },
};

describe('a case', () => {
  it('is opened once', () => {
    given(cases)
      .when({ type: 'OpenCase', ...data })
      .then(opened);
    given(cases, opened)
      .when({ type: 'OpenCase', ...data, cause: 'another' })
      .thenNothing();
  });
  it('is closed by a proof about its own money', () => given(cases, opened).when(close(line)).then(closed));
  it.each<[string, Evidence | undefined, string]>([
    ['no proof', undefined, 'proof-missing'],
    ['an empty reference', { ...line, reference: '  ' }, 'proof-missing'],
    ['a proof of another kind', { ...line, kind: 'treasury-receipt' }, 'proof-of-another-kind'],
    ['a line of one fen less', { ...line, amount: yuan('999.99') }, 'proof-of-another-amount'],
    ['a line without amount', { kind: line.kind, reference: line.reference }, 'proof-of-another-amount'],
  ])('is not closed by %s', (_, proof, reason) =>
    given(cases, opened)
      .when(close(proof))
      .thenRejected(reason as never),
  );
  it('is closed once: again by the same proof is nothing, by another refused', () => {
    given(cases, opened, closed).when(close(line)).thenNothing();
    given(cases, opened, closed)
      .when(close({ ...line, reference: 'statement 4 line 1' }))
      .thenRejected('case-closed');
  });
  it('that is not there is not closed, probed or given to anybody', () => {
    given(cases).when(close(line)).thenRejected('case-not-found');
    given(cases)
      .when({ type: 'ProbeCase', caseId: 'case-1', found: 'nothing', at })
      .thenRejected('case-not-found');
  });
  it('is probed, noted and assigned while it is open only', () => {
    const probe = { type: 'ProbeCase', caseId: 'case-1', found: 'not yet', at, nextProbeAt: later } as const;
    const { type: _, ...probed } = probe;
    const note = { type: 'NoteOnCase', caseId: 'case-1', note: 'called', by: 'operator-1', at } as const;
    const assign = {
      type: 'AssignCase',
      caseId: 'case-1',
      owner: 'operator',
      because: 'deadline',
      at,
    } as const;
    const { type: _type, ...assigned } = assign;
    given(cases, opened).when(probe).then({ type: 'CaseProbed', data: probed });
    given(cases, opened).when(assign).then({ type: 'CaseAssigned', data: assigned });
    given(cases, opened, { type: 'CaseAssigned', data: assigned }).when(assign).thenNothing();
    for (const command of [probe, note, assign])
      given(cases, opened, closed).when(command).thenRejected('case-closed');
  });
});

describe('a proof', () => {
  it.each(caseKinds)('closes no case of kind %s without a reference', (kind) =>
    expect(refusedProof({ kind, amount: yuan('1.00') }, undefined)).toBe('proof-missing'),
  );
  it('that takes the line away closes whatever its amount was', () =>
    expect(
      refusedProof(
        { kind: 'channel-only', amount: yuan('1.00') },
        { kind: 'corrected-statement', reference: 'statement 4' },
      ),
    ).toBeUndefined());
});

describe('the schedule of a case', () => {
  it.each([
    [0, '2022-05-20T10:05:00.000+08:00'],
    [1, '2022-05-20T10:30:00.000+08:00'],
    [3, '2022-05-20T16:00:00.000+08:00'],
    [99, '2022-05-20T16:00:00.000+08:00'],
  ])('after %i probes asks again at %s', (probes, next) => expect(nextProbe(at, probes)).toBe(next));
  it('crosses midnight and the end of a year', () =>
    expect(nextProbe(instant('2022-12-31T23:30:00.000+08:00'), 2)).toBe('2023-01-01T01:30:00.000+08:00'));
  it('ends after days, at the same time', () => {
    expect(deadlineOf('ours-only', at)).toBe('2022-05-23T10:00:00.000+08:00');
    expect(deadlineOf('treasury-missing', instant('2022-12-30T10:00:00.000+08:00'))).toBe(
      '2023-01-04T10:00:00.000+08:00',
    );
  });
  it.each([
    ['ours-only', 'channel'],
    ['treasury-missing', 'treasury'],
    ['bureau-missing', 'bureau'],
    ['refund-abnormal', 'operator'],
  ] as const)('of kind %s begins with the %s', (kind, owner) => expect(firstOwner(kind)).toBe(owner));
});
