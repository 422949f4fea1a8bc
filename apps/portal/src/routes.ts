import type { Operation } from '@canbao/contracts';

/** The methods of a URL's path, for `Allow`; empty when there is no such path. */
export const methodsOf = (operations: readonly Operation[], url: string): string[] => {
  if (!url.startsWith('/v1/')) return [];
  const segments = (url.split('?')[0] ?? '').split('/').slice(2);
  const methods = operations
    .filter(({ path }) => {
      const pattern = path.split('/').slice(1);
      return (
        pattern.length === segments.length &&
        pattern.every((segment, index) => segment.startsWith('{') || segment === segments[index])
      );
    })
    .map(({ method }) => method as string);
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
};
