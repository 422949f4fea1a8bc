export { Bureaus, HttpBureau } from './http-bureau';
