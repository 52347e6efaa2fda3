export { type Frame, RawClient, sleep } from './raw-client.ts';
