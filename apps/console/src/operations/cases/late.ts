/** Whether a case had to be over before the platform's day `YYYY-MM-DD`; a closed one is never late. */
export const isLate = (
  { status, deadline }: { readonly status: string; readonly deadline: string },
  today: string | undefined,
): boolean => status === 'open' && today !== undefined && deadline.slice(0, 10) < today;
