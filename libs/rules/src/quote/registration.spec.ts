import { day, instant } from '@canbao/calendar';
import { enrolmentAt } from './registration';

const noon = instant('2022-05-18T12:00:00+08:00');

it.each([
  [{}, true],
  [{ from: day('2022-05-18') }, true],
  [{ from: day('2022-05-19') }, false],
  [{ until: day('2022-05-18') }, true],
  [{ until: day('2022-05-17') }, false],
  [{ from: day('2022-05-18'), until: day('2022-05-18') }, true],
  [{ from: day('2022-01-01'), until: day('2022-05-17') }, false],
])('an enrolment %j is in force on 2022-05-18: %s', (enrolment, inForce) =>
  expect(enrolmentAt(enrolment, noon)).toBe(inForce ? enrolment : undefined),
);

it('nobody is enrolled without an enrolment', () => expect(enrolmentAt(undefined, noon)).toBeUndefined());
