import { readFileSync } from 'node:fs';
import type { Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { ListenerTls } from './tls';

/** Configuration: how often the list is looked at. */
const everyMs = 30_000;

/**
 * Refuses certificates that their authority has taken back: `file` is its list (CRL, PEM), which is looked at
 * again and again. When it has changed, connections with a certificate are ended, because what was checked
 * when they began may not hold any more; whoever may go on connects again. Returns the function that ends it.
 */
export const followRevocations = (
  server: Server,
  tls: ListenerTls,
  file: string,
  lookEveryMs = everyMs,
): (() => void) => {
  const sockets = new Set<TLSSocket>();
  server.on('secureConnection', (socket) => {
    if (socket.getPeerX509Certificate() === undefined) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  let inForce = readFileSync(file, 'utf8');
  server.setSecureContext({ ...tls, crl: inForce });
  const timer = setInterval(() => {
    const listed = listIn(file);
    if (listed === undefined || listed === inForce) return;
    // Half-written or no list at all: the former one stays, and the next look may find a whole one.
    if (!isTaken(() => server.setSecureContext({ ...tls, crl: listed }))) return;
    inForce = listed;
    for (const socket of sockets) socket.destroy();
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
};

const listIn = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

const isTaken = (change: () => void): boolean => {
  try {
    change();
    return true;
  } catch {
    return false;
  }
};
