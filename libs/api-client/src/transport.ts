/** A request as whoever sends it needs it. */
export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back. */
export interface Response {
  readonly status: number;
  readonly text: string;
  /** A header by its name in lower case. */
  readonly header: (name: string) => string | undefined;
}

/** Sends a request. It rejects when no answer came: whether the request arrived is then unknown. */
export type Transport = (request: Request) => Promise<Response>;

/** As much of `fetch` as is used. */
type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}>;

/** Sends by `fetch`, as browsers and Node have it. A mini-program brings a transport of its own. */
export const byFetch =
  (fetch: Fetch): Transport =>
  async ({ method, url, headers, body }) => {
    const answer = await fetch(url, {
      method,
      headers: { ...headers },
      ...(body === undefined ? {} : { body }),
    });
    return {
      status: answer.status,
      text: await answer.text(),
      header: (name) => answer.headers.get(name) ?? undefined,
    };
  };
