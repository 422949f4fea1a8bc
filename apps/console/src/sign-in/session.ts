import { useSyncExternalStore } from 'react';
import type { Bank, District } from '@canbao/vocabulary';
import type { Role } from '../shell/words';

/** Whoever was signed in does not want to sign in again. */
export class SignInGivenUp extends Error {}

/** Who is signed in, as the issuer's identity token says. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly office?: string | undefined;
  readonly role: Role;
  readonly bank?: Bank | undefined;
  readonly district?: District | undefined;
}
/** A sign-in: who, and the token that the services verify. */
export interface Session {
  readonly person: Person;
  readonly token: string;
}
interface State {
  readonly session: Session | undefined;
  /** A call waits for a new sign-in. */
  readonly isAsked: boolean;
}

const storageKey = 'canbao.session';
const stored = (): Session | undefined => {
  const text = sessionStorage.getItem(storageKey);
  return text === null ? undefined : (JSON.parse(text) as Session);
};

let state: State = { session: stored(), isAsked: false };
const listeners = new Set<() => void>();
const become = (next: State): void => {
  state = next;
  for (const listener of listeners) listener();
};

/** The waiting calls: they go on together, or give up together. */
let waiting: { readonly done: Promise<void>; resolve(): void; reject(error: Error): void } | undefined;

/** The token of whoever is signed in. */
export const accessToken = (): string | undefined => state.session?.token;

/** Keeps a sign-in for as long as the tab is open. */
export const keepSession = (session: Session): void => {
  sessionStorage.setItem(storageKey, JSON.stringify(session));
  become({ session, isAsked: false });
  waiting?.resolve();
  waiting = undefined;
};

/** Forgets who was signed in. */
export const forgetSession = (): void => {
  sessionStorage.removeItem(storageKey);
  become({ session: undefined, isAsked: false });
  giveUpSignIn();
};

/**
 * Asks whoever is signed in to do so again, over the page as it stands: nothing that was typed is lost.
 * @throws SignInGivenUp where they do not want to.
 */
export const signInAgain = (): Promise<void> => {
  if (waiting === undefined) {
    const { promise, resolve, reject } = withResolvers();
    waiting = { done: promise, resolve, reject };
    become({ ...state, isAsked: true });
  }
  return waiting.done;
};

/** Not now: calls that wait for a sign-in fail, and the page stays as it is. */
export const giveUpSignIn = (): void => {
  waiting?.reject(new SignInGivenUp());
  waiting = undefined;
  if (state.isAsked) become({ ...state, isAsked: false });
};

const withResolvers = () => {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
};

/** The sign-in as components see it. */
export const useSession = (): State =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );

/** Who is signed in, for pages that are shown to nobody else. @throws where nobody is. */
export const usePerson = (): Person => {
  const { session } = useSession();
  if (session === undefined) throw new Error('nobody is signed in');
  return session.person;
};
