import { instant } from '@canbao/calendar';
import { fold } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import {
  ActionApproved,
  ActionProposed,
  ActionRejected,
  operations,
  OperatorActed,
  statusOf,
  type Proposals,
  type ProposeAction,
} from './proposals';

const at = instant('2026-11-25T10:00:00.000+08:00');
const approveBy = instant('2026-11-26T10:00:00.000+08:00');
const tooLate = instant('2026-11-26T10:00:00.001+08:00');
const propose: ProposeAction = {
  type: 'ProposeAction',
  proposalId: 'p-1',
  action: 'republish',
  subject: 'relay',
  details: { after: '7' },
  purpose: 'INC-18',
  by: 'operator-1',
  at,
};
const { type: _, ...asked } = propose;
const proposed = ActionProposed({ ...asked, approveBy });
const decided = { proposalId: 'p-1', by: 'operator-2', at };
const approved = ActionApproved(decided);
const approve = { type: 'ApproveAction', ...decided } as const;
const refuse = { type: 'RejectAction', ...decided } as const;
const done = {
  type: 'RecordAction',
  proposalId: 'p-1',
  role: 'operator',
  outcome: 'done',
  result: { cursor: '12' },
} as const;
const acted = OperatorActed({
  action: 'republish',
  role: 'operator',
  purpose: 'INC-18',
  details: { after: '7', cursor: '12' },
  proposalId: 'p-1',
  outcome: 'done',
});

describe('what an operator wants to change', () => {
  it('is proposed, approved by another, and done', () => {
    given(operations).when(propose).then(proposed);
    given(operations, proposed).when(approve).thenEvents(approved);
    given(operations, proposed, approved).when(done).then(acted);
  });
  it('is not approved by the one who proposed it', () =>
    given(operations, proposed)
      .when({ ...approve, by: 'operator-1' })
      .thenRejected('second-person-required'));
  it('is not approved by the one who proposed it, once another has', () =>
    given(operations, proposed, approved)
      .when({ ...approve, by: 'operator-1' })
      .thenRejected('second-person-required'));
  it('is done by one of two who approve at once, and again after a crash', () => {
    const at30 = instant('2026-11-25T10:00:30.000+08:00');
    const before = instant('2026-11-25T10:00:29.999+08:00');
    given(operations, proposed, approved).when(approve).thenRejected('proposal-under-way');
    given(operations, proposed, approved)
      .when({ ...approve, by: 'operator-3', at: before })
      .thenRejected('proposal-under-way');
    const resumed = { ...decided, by: 'operator-3', at: at30 };
    given(operations, proposed, approved)
      .when({ ...approve, ...resumed })
      .thenEvents(ActionApproved(resumed));
    given(operations, proposed, approved, acted).when(approve).thenNothing();
  });
  it('is recorded once', () => given(operations, proposed, approved, acted).when(done).thenNothing());
  it.each([[[proposed]], [[proposed, ActionRejected(decided)]]])('is not done without approval', (past) =>
    given(operations, ...past)
      .when(done)
      .thenRejected('proposal-closed'),
  );
  it('can be rejected, and is then closed', () => {
    given(operations, proposed).when(refuse).then(ActionRejected(decided));
    given(operations, proposed, ActionRejected(decided))
      .when(approve)
      .thenRejected('proposal-closed', { status: 'rejected' });
  });
  it('cannot be rejected after its approval', () =>
    given(operations, proposed, approved)
      .when(refuse)
      .thenRejected('proposal-closed', { status: 'approved' }));
  it('lapses after a day', () => {
    given(operations, proposed)
      .when({ ...approve, at: approveBy })
      .thenEvents(ActionApproved({ ...decided, at: approveBy }));
    given(operations, proposed)
      .when({ ...approve, at: tooLate })
      .thenRejected('proposal-lapsed');
  });
  it('is one proposal when its author tells it twice', () =>
    given(operations, proposed)
      .when({ ...propose, proposalId: 'p-2' })
      .thenNothing());
  it.each([
    ['another operator', { by: 'operator-2' }],
    ['the same operator, differently', { details: { after: '8' } }],
    ['the same operator, another action', { action: 'release-key' }],
  ] as const)('waits for a decision before %s proposes for the same subject', (__, other) =>
    given(operations, proposed)
      .when({ ...propose, proposalId: 'p-2', ...other })
      .thenRejected('proposal-open', { proposalId: 'p-1' }),
  );
  it.each([
    ['is done', [proposed, approved, acted], at],
    ['is rejected', [proposed, ActionRejected(decided)], at],
    ['has lapsed', [proposed], tooLate],
  ])('can be proposed again once the former proposal %s', (__, past, now) => {
    const { outcome } = given(operations, ...past).when({ ...propose, proposalId: 'p-2', at: now });
    expect(outcome.accepted && outcome.events).toHaveLength(1);
  });
  it('must be known', () => given(operations).when(approve).thenRejected('proposal-not-found'));

  it.each([
    ['proposed', [proposed]],
    ['approved', [proposed, approved]],
    ['done', [proposed, approved, acted]],
    ['failed', [proposed, approved, OperatorActed({ ...acted.data, outcome: 'handler-failed' })]],
    ['rejected', [proposed, ActionRejected(decided)]],
    ['withdrawn', [proposed, ActionRejected({ ...decided, by: 'operator-1' })]],
  ] as const)('is listed as %s', (status, events) => {
    const proposals: Proposals = fold(operations, ['operations'], new Map([['operations', { events }]]));
    expect(proposals.map((proposal) => statusOf(proposal, at))).toEqual([status]);
  });

  it('leaves the records of former releases, which knew no proposals, as they are', () => {
    const { proposalId: __, outcome: ___, ...former } = acted.data;
    given(operations, OperatorActed(former)).when(propose).then(proposed);
  });
});
