import { Button } from 'antd';
import { useState } from 'react';
import { useBody } from './loaded';

/** Where one is in a list, and the way to another page of it. */
interface Place {
  /** Whether another page than the first is shown. */
  readonly isLater: boolean;
  readonly go: (cursor: string | undefined) => void;
}

/**
 * A list of the API, a page at a time; another key begins with its first page. Asked again after so many ms
 * where it changes by itself.
 */
export const usePages = <T,>(
  key: readonly (string | undefined)[],
  ask: (page: { readonly cursor?: string }) => Promise<{ readonly body: T }>,
  everyMs?: number,
) => {
  const list = JSON.stringify(key);
  const [at, setAt] = useState<{ readonly list: string; readonly cursor: string | undefined }>();
  const cursor = at?.list === list ? at.cursor : undefined;
  const query = useBody([...key, cursor], () => ask(cursor === undefined ? {} : { cursor }), everyMs);
  const place: Place = {
    isLater: cursor !== undefined,
    go: (next) => setAt({ list, cursor: next }),
  };
  return { query, place };
};

/** Turns the pages of a list: to the next, and back to the first. */
export const More = ({
  place: { isLater, go },
  next,
}: {
  readonly place: Place;
  readonly next: string | undefined;
}) =>
  isLater || next !== undefined ? (
    <nav className="ops-actions" aria-label="翻页">
      <Button disabled={!isLater} onClick={() => go(undefined)}>
        回到第一页
      </Button>
      <Button disabled={next === undefined} onClick={() => go(next)}>
        下一页
      </Button>
    </nav>
  ) : null;
