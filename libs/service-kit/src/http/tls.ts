import { readFileSync } from 'node:fs';
import type { TLSSocket } from 'node:tls';

/** Configuration: Node would wait two minutes for a caller who opens a connection and says nothing. */
const handshakeMsMax = 10_000;

/** Paths of PEM files: our certificate and its key, and who signs the certificates of those who call. */
export interface ListenerFiles {
  readonly TLS_CERT?: string | undefined;
  readonly TLS_KEY?: string | undefined;
  readonly CLIENT_CA?: string | undefined;
}

/** What Node's TLS server is given. */
export interface ListenerTls {
  readonly cert: string;
  readonly key: string;
  readonly handshakeTimeout: number;
  readonly ca?: string;
  readonly requestCert?: boolean;
  readonly rejectUnauthorized?: boolean;
}

/**
 * How a port speaks TLS; undefined without a certificate. With `CLIENT_CA` a caller shows a certificate of
 * that authority. Where certificates are `optional`, {@link refuseWrongCertificate} is needed as well.
 */
export const listenerTls = (
  { TLS_CERT: cert, TLS_KEY: key, CLIENT_CA: ca }: ListenerFiles,
  clients: 'required' | 'optional',
): ListenerTls | undefined => {
  if (cert === undefined || key === undefined) return undefined;
  const own = {
    cert: readFileSync(cert, 'utf8'),
    key: readFileSync(key, 'utf8'),
    handshakeTimeout: handshakeMsMax,
  };
  if (ca === undefined) return own;
  return {
    ...own,
    ca: readFileSync(ca, 'utf8'),
    requestCert: true,
    rejectUnauthorized: clients === 'required',
  };
};

/** Ends a connection with a certificate that is not valid; to have none is another matter. */
export const refuseWrongCertificate = (socket: TLSSocket): void => {
  const shown = socket.getPeerX509Certificate() !== undefined;
  if (shown && !socket.authorized) socket.destroy();
};

/** Paths of PEM files for calls to others: whom to trust, and what to show where they ask. */
export interface ClientFiles {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** The texts of those files, as a TLS client is given them; only what is set. */
export const clientTls = (files: ClientFiles): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(files).flatMap(([name, path]) =>
      path === undefined ? [] : [[name, readFileSync(path as string, 'utf8')]],
    ),
  );
