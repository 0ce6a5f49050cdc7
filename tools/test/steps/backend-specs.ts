import { provideNginx } from '../../environment/nginx.ts';
import { provideRedis } from '../../environment/redis.ts';
import { nodeSpecs } from './node-specs.ts';

/** The backend's specs, some of which need Redis or nginx. */
export async function backendSpecs(context) {
  provideRedis();
  provideNginx();
  return nodeSpecs('packages/backend')(context);
}
