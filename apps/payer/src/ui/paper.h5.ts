import { signedIn } from '../api/calls';
import { Problem } from '../api/problem';
import { Lost } from '../api/transport';

/**
 * Saves a paper as PDF: it needs the sign-in, which a plain link does not send.
 * @throws Problem where there is none yet, Lost without a connection
 */
export const openPaper = async (path: string): Promise<void> => {
  const answer = await fetch(`/v1${path}.pdf`, { headers: signedIn() }).catch((error: unknown) => {
    throw new Lost(String(error));
  });
  if (!answer.ok)
    throw new Problem({ status: answer.status, body: await answer.json().catch(() => undefined) });
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = `${path.split('/').pop() ?? 'paper'}.pdf`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};
