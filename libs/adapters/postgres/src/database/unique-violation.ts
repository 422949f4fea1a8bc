/** SQLSTATE of a row whose key is taken. */
export const uniqueViolation = '23505';
