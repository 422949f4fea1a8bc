import { useSyncExternalStore } from 'react';

/** How large the console is shown; the larger mode is for old eyes (适老化). */
export type Size = 'normal' | 'large';

const storageKey = 'canbao.size';
const listeners = new Set<() => void>();
const current = (): Size => (localStorage.getItem(storageKey) === 'large' ? 'large' : 'normal');

/** The size, and the way to change it; kept on this machine. */
export const useSize = (): readonly [Size, (size: Size) => void] => {
  const size = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
  return [size, choose];
};

const choose = (size: Size): void => {
  localStorage.setItem(storageKey, size);
  for (const listener of listeners) listener();
};
