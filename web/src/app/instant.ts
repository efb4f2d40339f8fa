export { millisOf } from '../time/instant';
