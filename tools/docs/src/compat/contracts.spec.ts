import { broken, findings, intendedBreaks, presentContracts, releasedContracts } from './contracts';

/** `npm run check`: an unmeant break fails with its sentence. */
it('the contracts break nothing that was released, except what is meant (intended-breaks.json)', () =>
  expect(findings(broken(releasedContracts(), presentContracts()), intendedBreaks())).toEqual([]));

it('a break that is meant needs its reason, and one that is none is no longer listed', () => {
  const meant = { broken: 'POST /orders: total is gone', because: 'nobody reads it' };
  expect(findings([meant.broken], [meant])).toEqual([]);
  expect(findings([meant.broken], [])).toEqual([meant.broken]);
  expect(findings([], [meant])).toEqual([
    'listed as intended, but nothing breaks: POST /orders: total is gone',
  ]);
  expect(findings([meant.broken], [{ ...meant, because: ' ' }])).toEqual([
    'listed as intended without a reason: POST /orders: total is gone',
  ]);
});

describe('a change of what is released', () => {
  const released = presentContracts();
  const changed = (change: (contracts: typeof released) => void): string[] => {
    const present = structuredClone(released);
    change(present);
    return broken(released, present);
  };
  type Loose = any; // A document is changed here like any JSON.
  const dataOf = ({ events }: Loose, type: string): Loose =>
    events.components.messages[type].payload.allOf[1].properties.data;
  const bundle = 'canbao.ledger.BundleSettled.v1';
  const readers = 'assessment, ledger-sync and consumers outside';

  it('breaks nobody when there is none', () => expect(changed(() => undefined)).toEqual([]));

  it.each<[string, (contracts: Loose) => void]>([
    [
      'a new event',
      ({ events }) => {
        events.components.messages['canbao.ledger.BundleAudited.v1'] = events.components.messages[bundle];
        events.channels['ledger.events'].messages['canbao.ledger.BundleAudited.v1'] = {};
      },
    ],
    [
      'a new field of an event',
      (all) => {
        dataOf(all, bundle).properties.cashier = { type: 'string' };
        dataOf(all, bundle).required.push('cashier');
      },
    ],
    ['a value that an event no longer has', (all) => dataOf(all, bundle).properties.scheme.enum.pop()],
    ['a description', (all) => (dataOf(all, bundle).description = 'whole')],
    [
      'a new field of an answer',
      ({ api }) => {
        api.paths['/orders'].post.responses[201].content['application/json'].schema.properties.colour = {};
      },
    ],
    [
      'an optional field of a request',
      ({ api }) => {
        api.paths['/orders'].post.requestBody.content['application/json'].schema.properties.colour = {};
      },
    ],
    [
      'a value that a request may have',
      ({ api }) => {
        api.paths['/orders'].post.requestBody.content['application/json'].schema.properties.channel.enum.push(
          'unionpay',
        );
      },
    ],
  ])('breaks nobody: %s', (_, change) => expect(changed(change)).toEqual([]));

  it.each<[string, (contracts: Loose) => void, string]>([
    [
      'is gone',
      ({ events }) => delete events.components.messages[bundle],
      `${bundle} is gone: ${readers} no longer get it`,
    ],
    [
      'moves',
      ({ events: { channels } }) => {
        channels['payment.events'].messages[bundle] = channels['ledger.events'].messages[bundle];
        delete channels['ledger.events'].messages[bundle];
      },
      `${bundle} moved from ledger.events to payment.events: ${readers} no longer get it`,
    ],
    [
      'loses a field',
      (all) => delete dataOf(all, bundle).properties.total,
      `${bundle}: data.total is gone: ${readers} misread or park it`,
    ],
    [
      'loses a field within',
      (all) => delete dataOf(all, bundle).properties.items.items.properties.base,
      `${bundle}: data.items[].base is gone: ${readers} misread or park it`,
    ],
    [
      'has a field only at times',
      (all) => dataOf(all, bundle).required.pop(),
      `${bundle}: data.paidAt may be missing now: ${readers} misread or park it`,
    ],
    [
      'has a field of another type',
      (all) => (dataOf(all, bundle).properties.total.type = 'number'),
      `${bundle}: data.total has another type: ${readers} misread or park it`,
    ],
    [
      'has a field of another pattern',
      (all) => (dataOf(all, bundle).properties.month.pattern = '.'),
      `${bundle}: data.month has another pattern: ${readers} misread or park it`,
    ],
    [
      'has a new value',
      (all) => dataOf(all, bundle).properties.scheme.enum.push('none'),
      `${bundle}: data.scheme has the new value "none": ${readers} misread or park it`,
    ],
    [
      'may be empty',
      (all) => delete dataOf(all, bundle).properties.items.minItems,
      `${bundle}: data.items has another minItems: ${readers} misread or park it`,
    ],
  ])('breaks its consumers: an event %s', (_, change, sentence) =>
    expect(changed(change)).toEqual([sentence]),
  );

  const openOrder = ({ api }: Loose): Loose => api.paths['/orders'].post;
  const bodyOf = (all: Loose): Loose => openOrder(all).requestBody.content['application/json'].schema;
  const replyOf = (all: Loose): Loose => openOrder(all).responses[201].content['application/json'].schema;

  it.each<[string, (contracts: Loose) => void, string]>([
    ['is gone', ({ api }) => delete api.paths['/orders'].post, 'the call is gone'],
    ['is for others', (all) => (openOrder(all).description = 'Roles: bank.'), 'payer may no longer call'],
    [
      'demands a field',
      (all) => {
        bodyOf(all).properties.colour = {};
        bodyOf(all).required.push('colour');
      },
      'colour is new and required',
    ],
    ['takes a field no more', (all) => delete bodyOf(all).properties.channel, 'channel is gone'],
    [
      'takes a value no more',
      (all) => bodyOf(all).properties.channel.enum.shift(),
      'channel no longer takes "wechat"',
    ],
    ['answers without a field', (all) => delete replyOf(all).properties.total, 'total is gone'],
    [
      'answers with another status',
      (all) => {
        openOrder(all).responses[200] = openOrder(all).responses[201];
        delete openOrder(all).responses[201];
      },
      'success is 200 instead of 201',
    ],
    [
      'needs a header',
      (all) => openOrder(all).parameters.push({ name: 'X', in: 'header', required: true, schema: {} }),
      'header X is new and required',
    ],
  ])('breaks its callers: a call %s', (_, change, clause) =>
    expect(changed(change)).toEqual([`POST /orders: ${clause} (called by payer)`]),
  );
});
