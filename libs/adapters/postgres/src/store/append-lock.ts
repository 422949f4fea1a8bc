/** The name of the advisory lock under which a service's events are appended. */
export const appendLock = (service: string): string => `canbao-append-${service}`;
