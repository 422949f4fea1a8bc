/** The events of one step of gathering; `$3` holds all types, although each statement picks its own. */
export const batchOf = (...of: readonly string[]): string =>
  `select position, type, data, recorded_at from events
   where position > $1 and position <= $2 and type = any($3)
     and type in (${of.map((type) => `'${type}'`).join(', ')})`;
