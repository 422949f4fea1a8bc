import fc from 'fast-check';
import { instant } from '@canbao/calendar';
import { checkRows, overridableTables, pack, withOverrides } from '@canbao/rules';
import { ruleOverrides, type RuleOverrideCommand } from '..';

const jinan = pack('jinan');
const overrides = ruleOverrides(jinan);
const [operators, ids] = [
  ['wang', 'li', 'zhao'],
  ['1', '2', '3', '4', '5', '6'],
];
const by = fc.constantFrom(...operators);
const overrideId = fc.constantFrom(...ids);
const at = fc.integer({ min: 10, max: 59 }).map((second) => instant(`2026-08-20T09:00:${second}+08:00`));
const starts = ['2025-03', '2025-08', '2025-11', '2026-02', '2026-09', '2026-11'];

const proposal = fc
  .record({
    overrideId,
    table: fc.constantFrom(...overridableTables),
    row: fc.constantFrom('2024-01', '2024-08', '2025-01', '2025-08', '2026-01', '2026-09'),
    start: fc.constantFrom(undefined, ...starts),
    value: fc.constantFrom(undefined, '4600.00', '4600.00–23000.00', '0.00'),
    author: by,
    proposedAt: at,
  })
  .map(({ row, start, value, ...common }): RuleOverrideCommand => {
    const dated = (month: string): string => (common.table === 'pension.limits' ? `${month}-01` : month);
    return {
      type: 'ProposeRuleOverride',
      ...common,
      from: dated(row),
      source: '济人社字〔2026〕1号',
      ...(start === undefined ? {} : { startsOn: dated(start) }),
      ...(value === undefined ? {} : { value }),
    };
  });
const command = fc.oneof(
  proposal,
  fc.record({ type: fc.constant('ApproveRuleOverride' as const), overrideId, by, at }),
  fc.record({ type: fc.constant('RejectRuleOverride' as const), overrideId, by, at }),
);

it('whatever is proposed and approved, the approved overrides can be laid over the pack', () => {
  let largest = 0;
  fc.assert(
    fc.property(fc.array(command, { minLength: 20, maxLength: 60 }), (commands) => {
      const state = commands.reduce((current, next) => {
        const outcome = overrides.decide(next, current);
        if (!outcome.accepted) return current;
        return outcome.events.map(({ event }) => event).reduce(overrides.evolve, current);
      }, overrides.initial);
      const { approved } = state;
      const laid = withOverrides(jinan, approved);
      for (const rows of [laid.pensionLimits, laid.medicalBases, laid.medicalSurcharges])
        expect(checkRows(rows)).toEqual([]);
      expect(approved.filter(({ author, approvedBy }) => author === approvedBy)).toEqual([]);
      largest = Math.max(largest, laid.overrides?.length ?? 0);
    }),
    { numRuns: 300 },
  );
  expect(largest).toBeGreaterThan(1);
});
