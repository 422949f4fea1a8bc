import { Link } from 'react-router';
import { api } from '../../api/api';
import { Card } from '../parts/head';
import { Loaded, useBody } from '../parts/loaded';
import { serviceName } from '../parts/words';
import { statesOf } from '../parts/services';

/** Whether the services keep up, and what waits for people. */
export const Health = () => {
  const states = useBody(['states'], statesOf, 15_000);
  const cases = useBody(['cases', 'open'], () => api.get('/cases', { query: { status: 'open' } }), 15_000);
  return (
    <Card title="积压与待办">
      <div className="halves">
        <Loaded query={states}>
          {(all) => (
            <div className="scrolled" tabIndex={0} role="region" aria-label="各服务积压">
              <table className="plain lag">
                <thead>
                  <tr>
                    <th scope="col">服务</th>
                    <th scope="col">待发布事件</th>
                    <th scope="col">搁置人员</th>
                  </tr>
                </thead>
                <tbody>
                  {all.map(({ service, relay, parked }) => (
                    <tr key={service}>
                      <th scope="row">{serviceName(service)}</th>
                      <td className="num">{relay.lag.toLocaleString('zh')}</td>
                      <td className="num">
                        {parked.keys === 0 ? (
                          '0'
                        ) : (
                          <Link to="/operations/parked">{parked.keys.toLocaleString('zh')}</Link>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Loaded>
        <Loaded query={cases}>
          {({ items, nextCursor }) => (
            <p className="tile-more">
              <Link className="tile-figure" to="/operations/cases">
                {items.length}
                {nextCursor === undefined ? '' : '+'}
              </Link>{' '}
              件未结案件
            </p>
          )}
        </Loaded>
      </div>
    </Card>
  );
};
