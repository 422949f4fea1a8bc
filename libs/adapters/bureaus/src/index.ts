export { Bureaus, BureauWays, type BureauWay } from './bureaus';
export { HttpBureau, type BureauTls } from './http-bureau';
