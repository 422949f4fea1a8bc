import { createHash, X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/** The header in which the portal hands on the certificate of its caller (RFC 9440). */
export const certificateHeader = 'client-cert';

/** The certificate of a connection that was checked against `CLIENT_CA`, as that header's value. */
export const certificateOf = ({ socket }: IncomingMessage): string | undefined => {
  const der = verifiedDer(socket);
  return der === undefined ? undefined : `:${der.toString('base64')}:`;
};

/**
 * The SHA-256 thumbprint (`x5t#S256`, base64url) of the caller's certificate. A certificate that was handed
 * on counts only from the portal: over a connection of this machine, or one with a certificate of our own
 * authority.
 */
export const thumbprintOf = (request: IncomingMessage): string | undefined => {
  const own = verifiedDer(request.socket);
  const handedOn = request.headersDistinct[certificateHeader];
  const isPortal = own !== undefined || isThisMachine(request.socket.remoteAddress);
  if (handedOn !== undefined) return isPortal ? thumbprint(derIn(handedOn)) : undefined;
  return thumbprint(own);
};

const isThisMachine = (address = ''): boolean => /^(::ffff:)?127\.|^::1$/.test(address);

const verifiedDer = (socket: unknown): Buffer | undefined =>
  socket instanceof TLSSocket && socket.authorized ? socket.getPeerX509Certificate()?.raw : undefined;

/** Undefined unless the header is one certificate. */
const derIn = (values: readonly string[]): Buffer | undefined => {
  const text = values.length === 1 ? /^:([A-Za-z0-9+/=]+):$/.exec(values[0] ?? '')?.[1] : undefined;
  try {
    return text === undefined ? undefined : new X509Certificate(Buffer.from(text, 'base64')).raw;
  } catch {
    return undefined;
  }
};

const thumbprint = (der: Buffer | undefined): string | undefined =>
  der === undefined ? undefined : createHash('sha256').update(der).digest('base64url');
