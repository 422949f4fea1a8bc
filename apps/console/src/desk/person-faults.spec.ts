import { faultOfDay, faultOfName, fieldOfRefusal } from './person-faults';

describe('what a clerk types of a person', () => {
  it.each(['张三', '阿依古丽·㐂买提', ' 李 四 ', '𠮷田'])('%s can be a name', (name) =>
    expect(faultOfName(name)).toBeUndefined(),
  );
  it('is no name where it is empty, a number, or longer than any', () =>
    expect(['', '3701021990', '长'.repeat(51)].map(faultOfName)).toEqual([
      '请填写姓名。',
      '姓名不能以数字开头，请核对是否与号码填反了。',
      '姓名不超过 50 个字，请核对。',
    ]));
  it('is no day where its year is mistyped', () =>
    expect(
      ['', '0202-01-01', '20226-01-01', '2026-02-01'].map((day) => faultOfDay(day) === undefined),
    ).toEqual([false, false, false, true]));
  it('is told beside the field that a refusal is about', () =>
    expect(['name-mismatch', 'identity-number-in-use', 'busy', undefined].map(fieldOfRefusal)).toEqual([
      'name',
      'number',
      undefined,
      undefined,
    ]));
});
