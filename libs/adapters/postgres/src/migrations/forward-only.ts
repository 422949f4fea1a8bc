/** The `down` of every migration: facts are never taken back, so neither are the tables that hold them. */
export const forwardOnly = (): Promise<never> =>
  Promise.reject(new Error('Migrations only go forward. Restore a backup to go back.'));
