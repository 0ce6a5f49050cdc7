import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { VARIABLES } from '../setting-names.ts';
import { SettingsError } from '../settings-error.ts';
import type { RedisTarget } from './redis-url.ts';

/**
 * Reads the certificates of `REDIS_CA_FILE`; they replace Node's own authorities for Redis.
 * @throws {SettingsError} when the file has none, or Redis is not reached by TLS
 */
export function readRedisCa(
  file: string | undefined,
  redis: RedisTarget | undefined,
  names = VARIABLES,
): string | undefined {
  if (!file) return undefined;
  const { redisCaFile: name, redisUrl } = names;
  if (redis?.isTls !== true) throw new SettingsError(`${name} needs a ${redisUrl} with TLS (rediss…).`);
  const text = read(file, name);
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length > 0 && blocks.every(isCertificate)) return blocks.join('\n');
  throw new SettingsError(`${name} takes a file with one or more certificates in PEM.`);
}

function read(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SettingsError(`${name}: ${file} cannot be read.`, { cause: error });
  }
}

function isCertificate(block: string): boolean {
  try {
    new X509Certificate(block);
    return true;
  } catch {
    // The caller reports it, for all blocks at once.
    return false;
  }
}
