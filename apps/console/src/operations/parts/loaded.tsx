import { Alert, Button, Skeleton } from 'antd';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { sentenceOf } from '../../api/api';

/** A body of the API, asked again after so many ms where it changes by itself. */
export const useBody = <T,>(
  key: readonly unknown[],
  ask: () => Promise<{ readonly body: T }>,
  everyMs?: number,
): UseQueryResult<T> =>
  useQuery({
    queryKey: key,
    queryFn: async () => (await ask()).body,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });

/** Shows what is asked for, what it waits for, or why there is nothing; what was there stays. */
export const Loaded = <T,>({
  query,
  children,
}: {
  readonly query: UseQueryResult<T>;
  readonly children: (body: T) => ReactNode;
}) => {
  const { data, error, refetch } = query;
  return (
    <>
      {error !== null && (
        <Alert
          role="alert"
          type="warning"
          showIcon
          title={sentenceOf(error)}
          action={<Button onClick={() => void refetch()}>重试</Button>}
        />
      )}
      {data === undefined ? error === null && <Skeleton active aria-label="正在加载" /> : children(data)}
    </>
  );
};
