import type { Day } from '@canbao/calendar';
import { cite } from './citation';
import { conditionTable, type ClearedBy, type ConditionCode } from './condition-table';

/** What stands in the way, where the rule is written, and who or what removes it. */
export interface Condition<Code extends string = string> {
  /** The code of the rejection it explains. */
  readonly code: Code;
  /** The rule's name, such as `pension.window`. */
  readonly rule: string;
  /** The rule's source in one line. */
  readonly source: string;
  readonly clearedBy: ClearedBy;
  /** The first day on which time has cleared it. */
  readonly clearsOn?: Day;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The condition as the table has it, with what was found; `found` may say more closely who clears it. */
export const condition = <Code extends ConditionCode, Found extends Partial<Omit<Condition, 'code'>>>(
  code: Code,
  found?: Found,
): Condition<Code> & Found => {
  const { rule, source, clearedBy } = conditionTable[code];
  const written = typeof source === 'string' ? source : cite(source);
  return { code, rule, source: written, clearedBy, ...(found as Found) };
};

/** Whether something can be done: `no` with every condition that is not met. */
export interface Answer<Unmet = Condition> {
  readonly answer: 'yes' | 'no';
  /** What stands in the way of a `no`; of a `yes`, what is still to come. */
  readonly conditions: readonly Unmet[];
}
