import { provideNginx } from '../../environment/nginx.mjs';
import { provideRedis } from '../../environment/redis.mjs';
import { nodeSpecs } from './node-specs.mjs';

/** The backend's specs, some of which need Redis or nginx. */
export async function backendSpecs(context) {
  provideRedis();
  provideNginx();
  return nodeSpecs('packages/backend')(context);
}
