import type { Operation } from '@canbao/contracts';

/** Whether a URL below `/v1` has the path of an operation. */
const fitsPath = (url: string): ((operation: Operation) => boolean) => {
  const segments = (url.split('?')[0] ?? '').split('/').slice(2);
  return ({ path }) => {
    const pattern = path.split('/').slice(1);
    return (
      pattern.length === segments.length &&
      pattern.every((segment, index) => segment.startsWith('{') || segment === segments[index])
    );
  };
};

/**
 * The operation of a method and a URL. Another method of a known path gives an operation of that path, so
 * that the request still reaches its service.
 */
export const operationFor = (
  operations: readonly Operation[],
  method: string,
  url: string,
): Operation | undefined => {
  const fits = fitsPath(url);
  return (
    operations.find((operation) => operation.method === method && fits(operation)) ?? operations.find(fits)
  );
};

/** The methods of a URL's path, for `Allow`; empty when there is no such path. */
export const methodsOf = (operations: readonly Operation[], url: string): string[] => {
  const methods = operations.filter(fitsPath(url)).map(({ method }) => method as string);
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
};
