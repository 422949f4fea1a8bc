import { dayAfter, dayOf, type Day, type Instant } from '@canbao/calendar';

/** Whether a bureau says a day of its books that has not come; its clock may be ahead of midnight. */
export const isAhead = (bookedOn: Day, at: Instant): boolean => bookedOn > dayAfter(dayOf(at));

/** The day of the bureau's books, where it names one. */
export const bookedDay = ({
  bookedOn,
}: {
  readonly bookedOn?: Day | undefined;
}): { readonly bookedOn?: Day } => (bookedOn === undefined ? {} : { bookedOn });
