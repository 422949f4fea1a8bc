import { given } from '@canbao/event-sourcing/given';
import { person } from './index';
import type { Bureau, PersonEvent } from './person.events';

const personId = '10000000-0000-4000-8000-000000000001';
const registered: PersonEvent = { type: 'PersonRegistered', data: { personId } };
const correctName = { type: 'CorrectName', personId, bureau: 'hrss', version: 2, isShared: true } as const;
const correctNumber = { type: 'CorrectIdentityNumber', personId, bureau: 'hrss', version: 2 } as const;
const nameCorrected = (version = 2, bureau: Bureau = 'hrss'): PersonEvent => ({
  type: 'NameCorrected',
  data: { personId, bureau, version },
});
const numberCorrected = (version = 2, bureau: Bureau = 'hrss'): PersonEvent => ({
  type: 'IdentityNumberCorrected',
  data: { personId, bureau, version },
});
const differs: PersonEvent = {
  type: 'NameDifferenceNoted',
  data: { personId, bureau: 'medical-bureau' },
};

describe('a corrected name', () => {
  it('is recorded once, with the version and without the name', () =>
    given(person, registered).when(correctName).then(nameCorrected()));
  it('that is the one given at registration is no correction', () =>
    given(person, registered)
      .when({ ...correctName, version: 1 })
      .thenNothing());
  it('of each bureau has versions of its own', () =>
    given(person, registered, nameCorrected())
      .when({ ...correctName, bureau: 'medical-bureau' })
      .then(nameCorrected(2, 'medical-bureau')));
  it('makes up for corrections that a crash has left without an event', () =>
    given(person, registered, nameCorrected())
      .when({ ...correctName, version: 4 })
      .then(nameCorrected(3), nameCorrected(4)));
  it('that arrives after a later one has no further effect', () =>
    given(person, registered, nameCorrected(2), nameCorrected(3)).when(correctName).thenNothing());
  it('settles the difference between the bureaus', () =>
    given(person, registered, differs)
      .when(correctName)
      .then(nameCorrected(), { ...differs, type: 'NameDifferenceSettled' }));
  it('makes a difference between the bureaus, which is noted once', () => {
    const correct = { ...correctName, isShared: false };
    const noted: PersonEvent = { type: 'NameDifferenceNoted', data: { personId, bureau: 'hrss' } };
    given(person, registered).when(correct).then(nameCorrected(), noted);
    given(person, registered, differs).when(correct).then(nameCorrected());
  });
  it('may differ again later', () =>
    given(person, registered, differs, nameCorrected(), { ...differs, type: 'NameDifferenceSettled' })
      .when({ type: 'Register', personId, otherNameFrom: 'medical-bureau' })
      .then(differs));
  it('of someone unknown is refused', () => given(person).when(correctName).thenRejected('person-not-found'));
});

describe('a corrected identity number', () => {
  it('is recorded once, with the version and without the number', () =>
    given(person, registered).when(correctNumber).then(numberCorrected()));
  it('has the same versions for both bureaus', () => {
    given(person, registered, numberCorrected())
      .when({ ...correctNumber, bureau: 'medical-bureau', version: 3 })
      .then(numberCorrected(3, 'medical-bureau'));
    given(person, registered, numberCorrected())
      .when({ ...correctNumber, bureau: 'medical-bureau' })
      .thenNothing();
  });
  it('of someone unknown is refused', () =>
    given(person).when(correctNumber).thenRejected('person-not-found'));
});
