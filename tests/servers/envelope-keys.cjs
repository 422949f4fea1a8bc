// Secrets that sign the records of all services: one set for all specs, which read each other's records.
const { randomBytes } = require('node:crypto');
const { serviceNames } = require('@canbao/contracts');

const secretOf = () => ({ current: 'spec', secrets: { spec: randomBytes(32).toString('base64url') } });

exports.envelopeKeys = () => Object.fromEntries(serviceNames.map((name) => [name, secretOf()]));
