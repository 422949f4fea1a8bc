import type { Operation } from '@canbao/contracts';

const fitsPath = (url: string): ((op: Operation) => boolean) => {
  const path = (url.split('?')[0] ?? '').split('/').slice(2);
  return ({ path: pattern }) => {
    const parts = pattern.split('/').slice(1);
    return (
      parts.length === path.length &&
      parts.every((part, index) => part.startsWith('{') || part === path[index])
    );
  };
};

/**
 * The operation of a path, by which its service answers; another method on a known path still reaches its
 * service.
 */
export const operationFor = (
  operations: readonly Operation[],
  method: string,
  url: string,
): Operation | undefined => {
  const fits = fitsPath(url);
  return operations.find((op) => op.method === method && fits(op)) ?? operations.find(fits);
};

/** The methods of a path, for `Allow`; empty when there is no such path. */
export const methodsOf = (operations: readonly Operation[], url: string): string[] => {
  const methods = operations.filter(fitsPath(url)).map(({ method }) => method as string);
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
};
