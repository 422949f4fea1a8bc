import { api } from '../../api/api';
import { Mark } from '../parts/head';
import { useBody } from '../parts/loaded';
import { shownTime } from '../parts/words';
import { isLate } from './late';

/** Until when a case is to be over; one that is late says so, by the platform's day. */
export const Deadline = ({ of }: { readonly of: { readonly deadline: string; readonly status: string } }) => {
  const today = useBody(['today'], () => api.get('/rules', {}), 60_000);
  return (
    <>
      {shownTime(of.deadline)} {isLate(of, today.data?.on) && <Mark tone="bad">已超期</Mark>}
    </>
  );
};
