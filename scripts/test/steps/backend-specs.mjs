import { provideRedis } from '../../environment/redis.mjs';
import { nodeSpecs } from './node-specs.mjs';

/** The backend's specs, some of which need Redis. */
export async function backendSpecs(context) {
  provideRedis();
  return nodeSpecs('backend')(context);
}
