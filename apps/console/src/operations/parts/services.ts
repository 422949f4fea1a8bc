import { api } from '../../api/api';

/** The services, each of which answers the calls of operators. */
export const services = ['registration', 'assessment', 'payment', 'ledger-sync'] as const;
export type ServiceName = (typeof services)[number];

/** The address of an operators' call at a service; all of them have the same calls, so one stands for all. */
export const at = <Call extends string>(service: ServiceName, call: Call): `/operations/payment/${Call}` =>
  `/operations/${service}/${call}` as `/operations/payment/${Call}`;

/** What every service answers, asked at once, each with its name. */
export const ofAll = async <T extends object>(
  ask: (service: ServiceName) => Promise<{ readonly body: T }>,
): Promise<{ readonly body: readonly (T & { readonly service: ServiceName })[] }> => ({
  body: await Promise.all(services.map(async (service) => ({ service, ...(await ask(service)).body }))),
});

/** The progress of every service. */
export const statesOf = () => ofAll((service) => api.get(at(service, 'state')));
