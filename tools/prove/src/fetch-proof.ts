import type { Proof } from '@canbao/evidence';
import { waitFor } from '@canbao/runtime';
import { startedHere } from '@canbao/service-kit/started-here';

/** A fault that whoever runs this can correct: one sentence, no stack. */
export class Unable extends Error {}

/** Where the API is, and who asks. */
export interface Api {
  readonly baseUrl: string;
  readonly token: string;
}

/** A seal follows within a minute. */
const patienceMs = 70_000;
const askEveryMs = 1_000;

/** The path of the proof of a receipt number or a quote id; undefined for anything else. */
export const subjectOf = (id: string): string | undefined => {
  if (/^SD\d{28}$/.test(id)) return `/v1/receipts/${id}/proof`;
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? `/v1/quotes/${id}/proof` : undefined;
};

/**
 * The proof of a receipt or a quote, as the running system gives it to an auditor; waits for the next seal.
 * @throws Unable when there is none.
 */
export const fetchProof = async (
  id: string,
  say: (line: string) => void,
  api: Api = localApi(),
  timeoutMs = patienceMs,
): Promise<Proof> => {
  const path = subjectOf(id) ?? '';
  let told = false;
  const proof = await waitFor(
    async () => {
      const answered = await answerOf(api, path, id);
      if (answered === undefined && !told) say(`${id} is not sealed yet; waiting for the next seal.`);
      told ||= answered === undefined;
      return answered;
    },
    { timeoutMs, everyMs: askEveryMs },
  );
  if (proof !== undefined) return proof;
  throw new Unable(
    `${id} was not sealed within ${timeoutMs / 1_000} seconds. Is the job that seals alive ` +
      '(docs/runbooks/job-failed.md)? Try again.',
  );
};

/** Undefined while it is not sealed. */
const answerOf = async ({ baseUrl, token }: Api, path: string, id: string): Promise<Proof | undefined> => {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(baseUrl + path, { headers }).catch(() => {
    throw new Unable(`${baseUrl} does not answer. Run npm start first.`);
  });
  if (response.ok) return (await response.json()) as Proof;
  const { code } = (await response.json()) as { code?: string };
  if (code === 'not-sealed-yet') return undefined;
  throw new Unable(
    response.status === 404 ? `There is no ${id}.` : `${path} answered ${response.status} ${code ?? ''}.`,
  );
};

/** The system that `npm start` runs, or the one that the environment names. */
const localApi = (): Api => {
  const { CANBAO_URL, CANBAO_TOKEN } = process.env;
  if (CANBAO_URL !== undefined && CANBAO_TOKEN !== undefined)
    return { baseUrl: CANBAO_URL, token: CANBAO_TOKEN };
  const { baseUrl, tokens } = startedHere<{ baseUrl: string; tokens: { auditor: string } }>(
    ', or set CANBAO_URL and CANBAO_TOKEN',
    Unable,
  );
  return { baseUrl, token: tokens.auditor };
};
