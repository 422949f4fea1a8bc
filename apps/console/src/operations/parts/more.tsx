import { Button } from 'antd';

/** Turns the pages of a list: to the next, and back to the first. */
export const More = ({
  first,
  next,
  go,
}: {
  /** Whether another page than the first is shown. */
  readonly first: boolean;
  readonly next: string | undefined;
  readonly go: (cursor: string | undefined) => void;
}) =>
  first || next !== undefined ? (
    <nav className="ops-actions" aria-label="翻页">
      <Button disabled={!first} onClick={() => go(undefined)}>
        回到第一页
      </Button>
      <Button disabled={next === undefined} onClick={() => go(next)}>
        下一页
      </Button>
    </nav>
  ) : null;
