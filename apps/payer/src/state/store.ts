import { useEffect, useState } from 'react';
import { keep, kept } from './storage';

/** A value that pages share and that this device keeps. */
export interface Store<T> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  readonly use: () => T;
}

/** @param name under which the device keeps it */
export const store = <T>(name: string, first: T): Store<T> => {
  let value = kept<T>(name) ?? first;
  const watchers = new Set<(value: T) => void>();
  const get = (): T => value;
  const set = (next: T): void => {
    value = next;
    keep(name, next);
    for (const watcher of watchers) watcher(next);
  };
  const use = (): T => {
    const [seen, see] = useState(value);
    useEffect(() => {
      watchers.add(see as (value: T) => void);
      see(value);
      return () => void watchers.delete(see as (value: T) => void);
    }, []);
    return seen;
  };
  return { get, set, use };
};
