/** SQL for an instant as text: RFC 3339 with milliseconds at +08:00. */
export const instantText = (expression: string): string =>
  `to_char(${expression} at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"')`;

/** SQL for the whole seconds since an instant; 0 where the instant is null. */
export const secondsSince = (expression: string): string =>
  `coalesce(extract(epoch from now() - ${expression}), 0)::int`;
