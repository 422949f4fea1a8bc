import { useCallback, useEffect, useRef, useState } from 'react';

/** What a page has asked for: still on its way, there, or failed with why. */
export interface AskedState<T> {
  readonly value?: T;
  readonly error?: unknown;
  readonly isAsking: boolean;
  readonly again: () => void;
}

/** Asks when the page opens, when what it depends on changes, and on demand; a late answer is dropped. */
export const useAsked = <T>(
  question: () => Promise<T> | undefined,
  depends: readonly unknown[],
): AskedState<T> => {
  const [state, setState] = useState<{ value?: T; error?: unknown; isAsking: boolean }>({ isAsking: true });
  const turn = useRef(0);
  const run = useCallback(() => {
    const mine = (turn.current += 1);
    const asked = question();
    if (asked === undefined) return setState({ isAsking: false });
    setState(({ value }) => ({ ...(value === undefined ? {} : { value }), isAsking: true }));
    asked.then(
      (value) => mine === turn.current && setState({ value, isAsking: false }),
      (error: unknown) =>
        mine === turn.current &&
        setState(({ value }) => ({ ...(value === undefined ? {} : { value }), error, isAsking: false })),
    );
  }, depends);
  useEffect(run, [run]);
  return { ...state, again: run };
};
