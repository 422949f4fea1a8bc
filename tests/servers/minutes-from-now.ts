/** The instant so many minutes from now, in Asia/Shanghai as the wire writes it. */
export const minutesFromNow = (minutes: number): string =>
  new Date(Date.now() + minutes * 60_000 + 8 * 3_600_000).toISOString().replace('Z', '+08:00');
