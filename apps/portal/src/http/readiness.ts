import { serviceUrls, type Settings } from '../settings';

const timeoutMs = 2000;

/** Whether the portal can forward requests, and the state of each service behind it. */
export interface Readiness {
  readonly status: 'ready' | 'starting';
  readonly services: Readonly<Record<string, ServiceState>>;
}
type ServiceState = 'ready' | 'starting' | 'down';

/** Asks every service, and the sandbox where there is one. */
export const readiness = async (settings: Settings): Promise<Readiness> => {
  const { SANDBOX_URL: sandbox } = settings;
  const urls = { ...serviceUrls(settings), ...(sandbox === undefined ? {} : { sandbox }) };
  const states = await Promise.all(
    Object.entries(urls).map(async ([name, url]) => [name, await stateOf(url)] as const),
  );
  return {
    status: states.every(([, state]) => state === 'ready') ? 'ready' : 'starting',
    services: Object.fromEntries(states),
  };
};

const stateOf = (url: string): Promise<ServiceState> =>
  fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(timeoutMs) }).then(
    ({ ok }) => (ok ? 'ready' : 'starting'),
    () => 'down',
  );
