import { month } from '@canbao/calendar';
import { conditionsOf, pack, ruleReasons } from '@canbao/rules';
import { assessmentRejections } from '.';

it.each(Object.entries(assessmentRejections))(
  '%s has a sentence for the person at the screen',
  (_, { detail, userMessage }) => {
    expect(detail).toMatch(/^[A-Z][\x20-\x7e]+\.$/);
    expect(userMessage).toMatch(/^\p{Script=Han}.+。$/u);
  },
);

describe('a refusal by the rules', () => {
  const may = month('2022-05');
  const refusals = ruleReasons.flatMap((reason) =>
    conditionsOf(
      pack('jinan'),
      { accepted: false, reason, details: {} },
      { insurance: 'pension', months: [may] },
    ).map(({ clearedBy }) => [reason, clearedBy] as const),
  );
  it.each(refusals.filter(([, clearedBy]) => clearedBy !== 'payer' && clearedBy !== 'nobody'))(
    'for %s is decided again under the same key, since %s can clear it',
    (reason) => expect(assessmentRejections[reason].retryable).toBe(true),
  );
  it.each(refusals.filter(([, clearedBy]) => clearedBy === 'nobody'))('for %s is final', (reason) =>
    expect(assessmentRejections[reason].retryable).toBe(false),
  );
});
