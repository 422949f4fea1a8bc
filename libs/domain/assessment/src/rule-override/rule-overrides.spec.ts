import { instant } from '@canbao/calendar';
import { assessmentApi, ruleOverrideTables } from '@canbao/contracts';
import { given } from '@canbao/event-sourcing/given';
import { overridableTables, overrideFaults, pack } from '@canbao/rules';
import {
  listedOverrides,
  ruleOverrides,
  type ProposedOverride,
  type RuleOverrideCommand,
  type RuleOverrideEvent,
  type RuleOverrideReason,
} from '..';

const jinan = pack('jinan');
const overrides = ruleOverrides(jinan);
const [nine, ten, eleven] = ['09', '10', '11'].map((hour) => instant(`2026-08-20T${hour}:00:00+08:00`));

const proposal: ProposedOverride = {
  overrideId: 'start',
  table: 'pension.limits',
  from: '2026-09-01',
  startsOn: '2026-10-01',
  source: '济人社字〔2026〕1号',
  author: 'wang',
  proposedAt: nine!,
};
const { startsOn: _start, ...startless } = proposal;
const propose = (change: Partial<ProposedOverride> = {}): RuleOverrideCommand => ({
  type: 'ProposeRuleOverride',
  ...proposal,
  ...change,
});
const approve = (by = 'li', overrideId = 'start'): RuleOverrideCommand => ({
  type: 'ApproveRuleOverride',
  overrideId,
  by,
  at: ten!,
});
const rejected = (by = 'li', reason?: string): RuleOverrideCommand => ({
  type: 'RejectRuleOverride',
  overrideId: 'start',
  by,
  at: ten!,
  ...(reason === undefined ? {} : { reason }),
});
const proposed = (change: Partial<ProposedOverride> = {}): RuleOverrideEvent => ({
  type: 'RuleOverrideProposed',
  data: { ...proposal, ...change },
});
const approved = (overrideId = 'start', decidedAt = ten!): RuleOverrideEvent => ({
  type: 'RuleOverrideApproved',
  data: { overrideId, approvedBy: 'li', decidedAt },
});
const rejection = (by = 'li'): RuleOverrideEvent => ({
  type: 'RuleOverrideRejected',
  data: { overrideId: 'start', rejectedBy: by, decidedAt: ten! },
});
const statuses = (...events: RuleOverrideEvent[]): string[] =>
  listedOverrides(jinan, events.reduce(overrides.evolve, overrides.initial)).map(
    ({ overrideId, status }) => `${overrideId} ${status}`,
  );

/** Two rows whose starts can be moved past each other's. */
const earlierBase = { overrideId: 'earlier', table: 'medical.base', from: '2025-08' } as const;
const laterBase = { overrideId: 'later', table: 'medical.base', from: '2026-09' } as const;

describe('a proposal', () => {
  it('is recorded with its author', () => given(overrides).when(propose()).then(proposed()));
  it.each<[RuleOverrideReason, Partial<ProposedOverride>]>([
    ['source-required', { source: ' ' }],
    ['not-configuration', { from: '2022-09-01' }],
    ['start-out-of-range', { startsOn: '2027-01-01' }],
    ['value-not-valid', { value: '4573.00' }],
  ])('is refused for %s', (reason, change) => given(overrides).when(propose(change)).thenRejected(reason));
  it('is refused when it sets nothing', () =>
    given(overrides)
      .when({ type: 'ProposeRuleOverride', ...startless })
      .thenRejected('nothing-to-override'));
  it('may be one of several for a row; the one approved last counts, and the list says so', () => {
    const second = { overrideId: 'second', startsOn: '2026-11-01', author: 'zhao' };
    given(overrides, proposed()).when(propose(second)).then(proposed(second));
    const both = [proposed(), proposed(second)];
    expect(statuses(...both)).toEqual(['second proposed', 'start proposed']);
    given(overrides, ...both, approved('second'))
      .when(approve())
      .then(approved());
    // Also of the same instant: the order of the approvals tells them apart.
    for (const at of [ten, eleven])
      expect(statuses(...both, approved('second'), approved('start', at))).toEqual([
        'second replaced',
        'start approved',
      ]);
  });
});

describe('an approval', () => {
  it('by another operator puts the override in force, once', () =>
    given(overrides, proposed()).when(approve()).then(approved()));
  it('by the author is refused', () =>
    given(overrides, proposed()).when(approve('wang')).thenRejected('second-person-required'));
  it('by the author is refused after another has approved', () =>
    given(overrides, proposed(), approved()).when(approve('wang')).thenRejected('second-person-required'));
  it('by a third person changes nothing', () =>
    given(overrides, proposed(), approved()).when(approve('zhao')).thenNothing());
  it('of what nobody proposed is refused', () =>
    given(overrides).when(approve()).thenRejected('override-not-found'));
  it.each([
    ['rejected', 'li'],
    ['withdrawn', 'wang'],
  ])('of a %s proposal is refused', (status, by) =>
    given(overrides, proposed(), rejection(by)).when(approve()).thenRejected('override-closed', { status }),
  );
  it('is refused when another override has taken the place meanwhile', () => {
    const [earlier, later] = [
      { ...earlierBase, startsOn: '2025-12' },
      { ...laterBase, startsOn: '2025-11' },
    ];
    given(overrides, proposed(earlier)).when(propose(later)).then(proposed(later));
    given(overrides, proposed(earlier), proposed(later), approved('earlier'))
      .when(approve('li', 'later'))
      .thenRejected('start-out-of-range', { conflictingOverrides: ['earlier'] });
  });
  it('is refused when it would upset another in force by giving up its own start', () => {
    const [earlier, later] = [
      { ...earlierBase, startsOn: '2025-06' },
      { ...laterBase, startsOn: '2025-07' },
    ];
    const inForce = [proposed(earlier), approved('earlier'), proposed(later), approved('later')];
    given(overrides, ...inForce)
      .when({
        type: 'ProposeRuleOverride',
        ...startless,
        ...earlierBase,
        overrideId: 'back',
        value: '4500.00',
      })
      .thenRejected('start-out-of-range', { conflictingOverrides: ['later'] });
  });
  it('never seems older than the one it replaces, whatever the clock says', () => {
    const second = { overrideId: 'second', startsOn: '2026-11-01', author: 'zhao' };
    given(overrides, proposed(), proposed(second), approved('second', eleven))
      .when(approve())
      .then(approved('start', eleven));
  });
});

describe('a rejection', () => {
  it('by another operator closes the proposal, with the reason', () =>
    given(overrides, proposed())
      .when(rejected('li', 'the notice is of another city'))
      .then({
        type: 'RuleOverrideRejected',
        data: {
          overrideId: 'start',
          rejectedBy: 'li',
          decidedAt: ten!,
          reason: 'the notice is of another city',
        },
      }));
  it('by the author is a withdrawal', () => {
    given(overrides, proposed()).when(rejected('wang')).then(rejection('wang'));
    expect(statuses(proposed(), rejection('wang'))).toEqual(['start withdrawn']);
    expect(statuses(proposed(), rejection())).toEqual(['start rejected']);
  });
  it('of an override in force is refused: another override replaces it', () =>
    given(overrides, proposed(), approved())
      .when(rejected())
      .thenRejected('override-closed', { status: 'approved' }));
  it('of what nobody proposed is refused', () =>
    given(overrides).when(rejected()).thenRejected('override-not-found'));
});

it('an override whose row a release gives a source lapses', () => {
  const state = [proposed(), approved()].reduce(overrides.evolve, overrides.initial);
  const released = {
    ...jinan,
    pensionLimits: jinan.pensionLimits.map(({ configuration: _, ...row }) => row),
  };
  expect(listedOverrides(released, state)).toMatchObject([{ overrideId: 'start', status: 'lapsed' }]);
});

describe('the calls', () => {
  it('know the tables of the rules', () => expect(ruleOverrideTables).toEqual(overridableTables));
  it('list every fault', () =>
    expect(assessmentApi.proposeRuleOverride.rejections.toSorted()).toEqual(
      overrideFaults.filter((fault) => fault !== 'second-person-required').toSorted(),
    ));
});
