/**
 * A day is shut once it is closed and over: what is recorded after that is no part of it any more. On the day
 * itself it is opened again instead. `own_day` is the day of the fact, `e` the event that tells of it.
 */
const isOver = (day: string): string => `${day} < (e.recorded_at at time zone 'Asia/Shanghai')::date`;

/** Joins the fact's own day where it is shut. */
export const shutDay = `
  left join channel_days shut on shut.channel = r.channel and shut.day = own_day
    and shut.closed_at is not null and ${isOver('shut.day')}`;

/** The day on which the fact is booked: its own, or the next open one. */
export const bookedOn = `case when shut.day is null then own_day
  else next_open_day(shut.channel, own_day) end`;

/** The shut day that it belongs to, where it is booked on another. */
export const belongsTo = `case when shut.day is not null then own_day end`;

/** Whether the day of the receipt `d` is shut for the event. */
export const isShut = `exists (select from channel_days c where c.channel = d.channel and c.day = d.day
  and c.closed_at is not null and ${isOver('c.day')})`;
