import { day, month, periodOn } from '@canbao/calendar';
import { contractEvents, strict, type ContractEvent } from '@canbao/contracts';
import { given } from '@canbao/event-sourcing/given';
import { person, published, registrationRejections } from './index';
import type { PersonCommand } from './person';
import type { PersonEvent } from './person.events';

const personId = '10000000-0000-4000-8000-000000000001';
const [january, may, june] = [day('2022-01-01'), day('2022-05-01'), day('2022-06-01')];

const registered: PersonEvent = { type: 'PersonRegistered', data: { personId } };
const pension: PersonEvent = {
  type: 'PensionEnrolled',
  data: { personId, district: '370102', from: january },
};
const medical: PersonEvent = {
  type: 'MedicalEnrolled',
  data: { personId, district: '370102', scheme: 'pooled', from: january },
};
const pensionEnded: PersonEvent = {
  type: 'PensionEnrolmentEnded',
  data: { personId, on: may, reason: 'to-employer' },
};
const medicalEnded: PersonEvent = {
  type: 'MedicalEnrolmentEnded',
  data: { personId, on: may, reason: 'stopped' },
};
const enrolPension = { type: 'EnrolPension', personId, district: '370102', from: january } as const;
const enrolMedical = {
  type: 'EnrolMedical',
  personId,
  district: '370102',
  scheme: 'pooled',
  from: january,
} as const;
const endPension = { type: 'EndPension', personId, on: may, reason: 'to-employer' } as const;
const endMedical = { type: 'EndMedical', personId, on: may, reason: 'stopped' } as const;

describe('a person', () => {
  it('is registered once', () => given(person).when({ type: 'Register', personId }).then(registered));

  it('whom the bureaus know by different names is registered, and the difference is noted once', () =>
    given(person, registered)
      .when({ type: 'Register', personId, otherNameFrom: 'hrss' })
      .then({ type: 'NameDifferenceNoted', data: { personId, bureau: 'hrss' } }));

  it.each([
    ['pension', enrolPension],
    ['medical insurance', enrolMedical],
    ['the end of pension', endPension],
    ['the end of medical insurance', endMedical],
  ] as const)('who is unknown is refused for %s', (_, command) =>
    given(person).when(command).thenRejected('person-not-found'),
  );

  it('has one stream for both insurances', () =>
    expect([enrolPension, endMedical].map((command) => person.streams(command))).toEqual([
      [`person-${personId}`],
      [`person-${personId}`],
    ]));
  it('takes the word of the bureau about months paid before, once, also after the enrolment', () => {
    const [march, april] = [month('2022-03'), month('2022-04')];
    const told = (paidThrough: typeof march): PersonEvent => ({
      type: 'MedicalEnrolled',
      data: { personId, district: '370102', from: january, scheme: 'pooled', paidThrough },
    });
    given(person, registered)
      .when({ ...enrolMedical, paidThrough: march })
      .then(told(march));
    given(person, registered, medical)
      .when({ ...enrolMedical, paidThrough: march })
      .then(told(march));
    given(person, registered, told(march)).when(enrolMedical).thenNothing();
    given(person, registered, told(march))
      .when({ ...enrolMedical, paidThrough: april })
      .then(told(april));
  });
  it('enrols for pension', () => given(person, registered).when(enrolPension).then(pension));
  it('enrols for medical insurance with a scheme', () =>
    given(person, registered).when(enrolMedical).then(medical));
  it('enrols for one insurance without the other', () =>
    given(person, registered, pension).when(enrolMedical).then(medical));
});

describe('an enrolment', () => {
  it('moves to another district', () =>
    given(person, registered, pension)
      .when({ ...enrolPension, district: '370112', from: june })
      .then({ type: 'PensionEnrolled', data: { personId, district: '370112', from: june } }));
  it('moves for medical insurance and leaves the pension where it is', () => {
    given(person, registered, pension, medical)
      .when({ ...enrolMedical, district: '370112', from: june })
      .then({
        type: 'MedicalEnrolled',
        data: { personId, district: '370112', scheme: 'pooled', from: june },
      });
    given(person, registered, pension, {
      type: 'MedicalEnrolled',
      data: { personId, district: '370112', scheme: 'pooled', from: june },
    })
      .when(enrolPension)
      .thenNothing();
  });
  it('changes its scheme', () =>
    given(person, registered, medical)
      .when({ ...enrolMedical, scheme: 'with-account', from: june })
      .then({
        type: 'MedicalEnrolled',
        data: { personId, district: '370102', scheme: 'with-account', from: june },
      }));
  it('changes its scheme even from the same day', () =>
    given(person, registered, medical)
      .when({ ...enrolMedical, scheme: 'with-account' })
      .then({
        type: 'MedicalEnrolled',
        data: { personId, district: '370102', scheme: 'with-account', from: january },
      }));
  it('has its day put right', () =>
    given(person, registered, pension)
      .when({ ...enrolPension, from: may })
      .then({ type: 'PensionEnrolled', data: { personId, district: '370102', from: may } }));
  it('that moves back is a new fact; told again for its own time it is not', () => {
    const moved: PersonEvent = {
      type: 'PensionEnrolled',
      data: { personId, district: '370112', from: june },
    };
    const july = day('2022-07-01');
    given(person, registered, pension, moved)
      .when({ ...enrolPension, from: july })
      .then({ type: 'PensionEnrolled', data: { personId, district: '370102', from: july } });
    given(person, registered, pension, moved).when(enrolPension).thenNothing();
  });
  it('begins again after its end, from the same day too', () => {
    given(person, registered, pension, pensionEnded).when(enrolPension).then(pension);
    given(person, registered, medical, medicalEnded).when(enrolMedical).then(medical);
  });
});

describe('a change from a later day', () => {
  const later: PersonEvent = { type: 'PensionEnrolled', data: { personId, district: '370112', from: june } };
  it.each([
    ['the day before it', day('2022-05-31'), '370102'],
    ['its first day', june, '370112'],
  ])('leaves the enrolment of before in force: on %s', (_, on, district) => {
    const { pension: enrolments } = [registered, pension, later].reduce(person.evolve, person.initial);
    expect(periodOn(enrolments, on)?.district).toBe(district);
  });
  it('goes with an end before it', () => {
    given(person, registered, pension, later).when(endPension).then(pensionEnded);
    const { pension: enrolments } = [registered, pension, later, pensionEnded].reduce(
      person.evolve,
      person.initial,
    );
    expect(periodOn(enrolments, june)).toBeUndefined();
  });
  it('has its own end', () =>
    given(person, registered, pension, later)
      .when({ ...endPension, on: day('2022-06-30') })
      .then({
        type: 'PensionEnrolmentEnded',
        data: { personId, on: day('2022-06-30'), reason: 'to-employer' },
      }));
});

describe('a planned end', () => {
  const [middle, end, july] = [day('2022-05-18'), day('2022-06-30'), day('2022-07-01')];
  const planned: PersonEvent = {
    type: 'MedicalEnrolmentEnded',
    data: { personId, on: end, reason: 'stopped' },
  };
  const past = [registered, medical, planned];
  const medicalAfter = (...events: PersonEvent[]) => events.reduce(person.evolve, person.initial).medical;
  it.each([
    ['scheme', { scheme: 'with-account' }],
    ['district', { district: '370112' }],
  ] as const)('is not cancelled by a change of %s, however often it is told', (_, change) => {
    const command = { ...enrolMedical, from: middle, ...change };
    const { personId: _person, type: _type, ...enrolment } = command;
    const changed: PersonEvent = { type: 'MedicalEnrolled', data: { personId, ...enrolment } };
    given(person, ...past)
      .when(command)
      .then(changed);
    given(person, ...past, changed)
      .when(command)
      .thenNothing();
    expect(medicalAfter(...past, changed).at(-1)).toEqual({ ...enrolment, until: end, reason: 'stopped' });
    expect(periodOn(medicalAfter(...past, changed), july)).toBeUndefined();
  });
  it('is over when the person is enrolled anew from a day after it', () => {
    const anew: PersonEvent = {
      type: 'MedicalEnrolled',
      data: { personId, district: '370102', scheme: 'pooled', from: july },
    };
    given(person, ...past)
      .when({ ...enrolMedical, from: july })
      .then(anew);
    expect(periodOn(medicalAfter(...past, anew), day('2023-01-01'))).toMatchObject({ from: july });
  });
});

describe('a correction', () => {
  const corrected: PersonEvent = {
    type: 'PensionEnrolled',
    data: { personId, district: '370102', from: may, corrects: january },
  };
  it('puts the first day of an enrolment right', () => {
    given(person, registered, pension)
      .when({ ...enrolPension, from: may, corrects: january })
      .then(corrected);
    const state = [registered, pension, corrected].reduce(person.evolve, person.initial);
    expect(state.pension).toEqual([{ district: '370102', from: may }]);
  });
  it('of the first day keeps the end, and may not come after it', () => {
    given(person, registered, pension, pensionEnded)
      .when({ ...enrolPension, from: june, corrects: january })
      .thenRejected('ends-before-start', { from: june });
    const state = [registered, pension, pensionEnded, corrected].reduce(person.evolve, person.initial);
    expect(state.pension).toEqual([{ district: '370102', from: may, until: may, reason: 'to-employer' }]);
  });
  it('requires an enrolment from that day', () =>
    given(person, registered, pension)
      .when({ ...enrolPension, corrects: june, from: may })
      .thenRejected('nothing-to-correct', { enrolledFrom: [january] }));
  it('changes the scheme from the same day', () =>
    given(person, registered, medical)
      .when({ ...enrolMedical, scheme: 'with-account', corrects: january })
      .then({
        type: 'MedicalEnrolled',
        data: { personId, district: '370102', scheme: 'with-account', from: january, corrects: january },
      }));
  it.each([
    ['earlier', '2022-04-30', 'to-employer'],
    ['later', '2022-06-30', 'to-employer'],
    ['another reason', '2022-05-01', 'retired'],
  ] as const)('of an end replaces it: %s', (_, on, reason) => {
    const replaced: PersonEvent = { type: 'PensionEnrolmentEnded', data: { personId, on: day(on), reason } };
    given(person, registered, pension, pensionEnded)
      .when({ ...endPension, on: day(on), reason, replaces: true })
      .then(replaced);
    const state = [registered, pension, pensionEnded, replaced].reduce(person.evolve, person.initial);
    expect(state.pension).toEqual([{ district: '370102', from: january, until: on, reason }]);
  });
  it('of an end cannot bring it before the first day', () =>
    given(person, registered, pension, pensionEnded)
      .when({ ...endPension, on: day('2021-12-31'), replaces: true })
      .thenRejected('ends-before-start', { from: january }));
});

describe('the end of an enrolment', () => {
  it('is recorded with its reason', () => {
    given(person, registered, pension).when(endPension).then(pensionEnded);
    given(person, registered, medical).when(endMedical).then(medicalEnded);
  });
  it('requires an enrolment of that insurance', () => {
    given(person, registered, medical).when(endPension).thenRejected('not-enrolled');
    given(person, registered, pension).when(endMedical).thenRejected('not-enrolled');
  });
  it.each([
    ['2021-12-31', false],
    ['2022-01-01', true],
    ['2022-01-02', true],
  ])('on %s of an enrolment from 2022-01-01 is possible: %s', (on, possible) => {
    const ended = given(person, registered, pension).when({ ...endPension, on: day(on) });
    if (possible)
      ended.then({ type: 'PensionEnrolmentEnded', data: { personId, on: day(on), reason: 'to-employer' } });
    else ended.thenRejected('ends-before-start', { from: january });
  });
  it('on another day comes too late when it has ended', () =>
    given(person, registered, pension, pensionEnded)
      .when({ ...endPension, on: june })
      .thenRejected('not-enrolled', { endedOn: may }));
  it('leaves the other insurance as it was', () =>
    given(person, registered, pension, medical, pensionEnded).when(endMedical).then(medicalEnded));
});

it.each(['left-country', 'to-employer', 'transferred-out', 'stopped', 'retired'] as const)(
  'a person removed because %s may enrol again',
  (reason) =>
    given(person, registered, pension, { type: 'PensionEnrolmentEnded', data: { personId, on: may, reason } })
      .when({ ...enrolPension, from: june })
      .then({ type: 'PensionEnrolled', data: { personId, district: '370102', from: june } }),
);

it.each<PersonEvent>([
  { type: 'NameDifferenceNoted', data: { personId, bureau: 'hrss' } },
  { type: 'NameDifferenceSettled', data: { personId, bureau: 'hrss' } },
  { type: 'NameCorrected', data: { personId, bureau: 'hrss', version: 2 } },
  { type: 'IdentityNumberCorrected', data: { personId, bureau: 'medical-bureau', version: 3 } },
  { type: 'DeathWithdrawn', data: { personId, bureau: 'hrss', revision: 2 } },
  { type: 'DeathWithdrawn', data: { personId, bureau: 'hrss', diedOn: may, revision: 2 } },
  {
    type: 'EmployerCoverWithdrawn',
    data: { personId, insurance: 'medical', from: month('2022-05'), revision: 2 },
  },
  { type: 'PersonDied', data: { personId, on: may, bureau: 'hrss', revision: 1 } },
  {
    type: 'EmployerCoverNoted',
    data: { personId, insurance: 'medical', from: month('2022-05'), revision: 1 },
  },
  registered,
  pension,
  medical,
  pensionEnded,
  medicalEnded,
])('$type is published as its contract says', (event) => {
  const { type, data } = published(event) as ContractEvent;
  expect(strict(contractEvents[type].data).parse(data)).toEqual(event.data);
  expect(contractEvents[type].topic).toBe('registration.events');
});

it.each(Object.entries(registrationRejections))(
  '%s has a sentence for the person at the screen',
  (_, { detail, userMessage }) => {
    expect(detail).toMatch(/^[A-Z][\x20-\x7e]+\.$/);
    expect(userMessage).toMatch(/^\p{Script=Han}.+。$/u);
  },
);

describe('a person whose data are erased', () => {
  const erased: PersonEvent = { type: 'IdentityErased', data: { personId } };
  it('is erased once', () => {
    given(person, registered, pension).when({ type: 'EraseIdentity', personId }).then(erased);
    given(person, registered, erased).when({ type: 'EraseIdentity', personId }).then();
  });
  it.each<PersonCommand>([
    { ...enrolPension, from: june },
    { type: 'Register', personId },
    { type: 'RecordDeath', personId, bureau: 'hrss', on: may, today: june },
    { type: 'RestrictIdentity', personId, keptUntil: june },
  ])('is nobody for $type', (command) =>
    given(person, registered, pension, erased).when(command).thenRejected('person-not-found'),
  );
  it('stays who they are while the law has the data kept', () =>
    given(person, registered)
      .when({ type: 'RestrictIdentity', personId, keptUntil: june })
      .thenEvents({ type: 'IdentityRestricted', data: { personId, keptUntil: june } }));
});
