import { bankMatrix } from './bank-matrix';
import { arrears, medicalStandards } from './medical';
import { baseCapture, paymentWindow, pensionStandards } from './pension';
import { registration } from './registration';
import { newPerson, pension, type Person } from './stack';
import { may, quoted, type Statement } from './statement';

/** Statements that play at the same instant. */
export interface Scene {
  readonly at: string;
  readonly statements: () => Promise<readonly Statement[]>;
}

const deferral = (statements: (person: Person) => Statement[]) => async (): Promise<Statement[]> =>
  statements(await newPerson());

/** The guide, scene by scene. */
export const scenes: readonly Scene[] = [
  { at: may, statements: registration },
  { at: may, statements: pensionStandards },
  { at: may, statements: baseCapture },
  { at: may, statements: paymentWindow },
  { at: may, statements: medicalStandards },
  { at: may, statements: arrears },
  { at: may, statements: bankMatrix },
  {
    at: '2023-02-10T10:00:00+08:00',
    statements: deferral((person) => [
      quoted(
        'G3.3.1.3',
        '2022-03 paid in February 2023 at 3980.00',
        '796.00',
        person,
        pension(['2022-03'], '3980.00'),
      ),
      quoted(
        'G3.3.1.3',
        "at last year's 3746.00",
        'base-below-lower-limit',
        person,
        pension(['2022-03'], '3746.00'),
      ),
      quoted(
        'G3.3.1.1',
        '2021-12 in 2023',
        'prior-year-not-allowed',
        person,
        pension(['2021-12'], '3980.00'),
      ),
    ]),
  },
  {
    at: '2023-12-31T23:50:00+08:00',
    statements: deferral((person) => [
      quoted(
        'G3.3.1.3',
        '2022-05 on the last evening at 4242.00',
        '848.40',
        person,
        pension(['2022-05'], '4242.00'),
      ),
    ]),
  },
  {
    at: '2024-01-01T00:00:30+08:00',
    statements: deferral((person) => [
      quoted(
        'G3.3.1.3',
        '2022-05 after the window',
        'deferral-closed',
        person,
        pension(['2022-05'], '4242.00'),
      ),
    ]),
  },
];
