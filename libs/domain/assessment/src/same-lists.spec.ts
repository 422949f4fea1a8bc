import { assessmentApi, type Condition as WireCondition, type Operation } from '@canbao/contracts';
import { billFaultCodes, ruleReasons, type Condition } from '@canbao/rules';
import { assessmentRejections } from '.';

/** Neither the rules nor the contracts may import the other; what both say is compared here. */
describe('the rules and the contracts name the same', () => {
  const heldReasons = ['month-in-payment', 'month-in-debit-run'];
  const sorted = (...codes: readonly string[]): string[] => codes.toSorted();

  it('faults of a bill', () => {
    expect(sorted(...assessmentApi.pushBill.rejections)).toEqual(
      sorted('bill-number-reused', ...billFaultCodes),
    );
    expect(sorted(...assessmentApi.replaceBill.rejections)).toEqual(
      sorted('bill-not-found', ...billFaultCodes),
    );
  });
  it('reasons against a quote, but for an empty list of months, which no request can have', () => {
    const reasons = ruleReasons.filter((reason) => reason !== 'months-required');
    expect(sorted(...assessmentApi.quote.rejections)).toEqual(
      sorted('person-not-found', 'bank-not-in-district', ...heldReasons, ...reasons),
    );
    expect(sorted(...assessmentApi.estimate.rejections)).toEqual(sorted(...reasons));
  });
  it('members of a condition, of which the wire adds the evidence', () => {
    type Same<Left, Right> = [Left] extends [Right] ? ([Right] extends [Left] ? true : false) : false;
    const members: Same<keyof Condition | 'evidence', keyof WireCondition> = true;
    const onTheWire = (condition: Condition): WireCondition => condition;
    expect([members, onTheWire]).toEqual([true, expect.any(Function)]);
  });
});

const calls: readonly Operation[] = Object.values(assessmentApi);
/** Codes whose texts are the same for all services. */
const general = ['not-found', 'not-sealed-yet'];
it.each(calls.flatMap(({ id, rejections }) => rejections.map((code) => [id, code] as const)))(
  '%s can answer %s, which has a text',
  (_, code) => expect(general.includes(code) || code in assessmentRejections).toBe(true),
);
it.each(Object.keys(assessmentRejections))('%s is a code that some call answers with', (code) =>
  expect(code === 'months-required' || calls.some(({ rejections }) => rejections.includes(code))).toBe(true),
);
