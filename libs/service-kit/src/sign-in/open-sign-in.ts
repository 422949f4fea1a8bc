import type { Log } from '@canbao/runtime';
import { SignIn } from '../http/sign-in';
import type { Settings } from '../lifecycle/settings';
import { keySetOf, type KeySet } from './key-set';
import { Polled, pollTimes } from './polled';
import { nothingRevoked, revocationsOf, type Revocations } from './revocations';
import { fixed, type Source } from './source';

/** Sign-in by the issuer of the settings. @throws when its documents cannot be read for a minute. */
export const openSignIn = async (settings: Settings, log: Log): Promise<SignIn> => {
  const [keys, revocations] = await Promise.all([keysOf(settings, log), revocationsIn(settings, log)]);
  const rules = {
    issuer: settings.SIGN_IN_ISSUER,
    audience: settings.SIGN_IN_AUDIENCE,
    lifeSecondsMax: settings.SIGN_IN_HOURS_MAX * 3600,
  };
  return new SignIn(rules, keys, revocations);
};

const keysOf = async (settings: Settings, log: Log): Promise<Source<KeySet>> => {
  const { SIGN_IN_JWKS: jwks, SIGN_IN_JWKS_URL: url } = settings;
  return url === undefined
    ? fixed(keySetOf(jwks))
    : started(new Polled('sign-in-keys', url, keySetOf, log, timesOf(settings)));
};

const revocationsIn = async (settings: Settings, log: Log): Promise<Source<Revocations>> => {
  const { SIGN_IN_REVOCATIONS_URL: url } = settings;
  return url === undefined
    ? fixed(nothingRevoked)
    : started(new Polled('sign-in-revocations', url, revocationsOf, log, timesOf(settings)));
};

const timesOf = ({ SIGN_IN_POLL_SECONDS: seconds }: Settings): typeof pollTimes => {
  const every = seconds * 1000;
  return { ...pollTimes, every, refreshPause: Math.min(pollTimes.refreshPause, every) };
};

const started = async <T extends object>(polled: Polled<T>): Promise<Polled<T>> => {
  await polled.start();
  return polled;
};
