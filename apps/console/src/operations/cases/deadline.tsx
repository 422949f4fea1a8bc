import { api } from '../../api/api';
import { Mark } from '../parts/head';
import { useBody } from '../parts/loaded';
import { shownTime } from '../parts/words';

/** Until when a case is to be over; one that is late says so, by the platform's day. */
export const Deadline = ({ of }: { readonly of: { readonly deadline: string; readonly status: string } }) => {
  const today = useBody(['today'], () => api.get('/rules', {}), 60_000);
  const isLate = of.status === 'open' && today.data !== undefined && of.deadline.slice(0, 10) < today.data.on;
  return (
    <>
      {shownTime(of.deadline)} {isLate && <Mark tone="bad">已超期</Mark>}
    </>
  );
};
