import type { Operation } from '@canbao/contracts';

/** The operation of a path, by which its service answers; another method on a known path still reaches its service. */
export const operationFor = (operations: readonly Operation[], method: string, url: string): Operation | undefined => {
  const path = (url.split('?')[0] ?? '').split('/').slice(2);
  const fits = ({ path: pattern }: Operation): boolean => {
    const parts = pattern.split('/').slice(1);
    return parts.length === path.length && parts.every((part, index) => part.startsWith('{') || part === path[index]);
  };
  return (operations.find((op) => op.method === method && fits(op)) ?? operations.find(fits));
};
