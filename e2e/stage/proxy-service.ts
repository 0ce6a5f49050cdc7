import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import type { House } from './house.ts';

/**
 * Ends all sessions of a user at a virtual proxy, as an administrator does through the Proxy Service API.
 * @throws {Error} when it answers anything but success
 */
export function endSessions(house: House, virtualProxy: string, userId: string): Promise<void> {
  const { clientManagedPorts: ports, clientManagedCertificates: files } = house.sandbox;
  const key = 'abcdefghijklmnop';
  const address = `https://localhost:${ports.proxyService}/qps/${virtualProxy}/user/SANDBOX/${userId}?xrfkey=${key}`;
  return new Promise((resolve, reject) => {
    const sent = request(address, {
      method: 'DELETE',
      headers: { 'X-Qlik-Xrfkey': key },
      ca: readFileSync(files.root),
      cert: readFileSync(files.client),
      key: readFileSync(files.clientKey),
    });
    sent.once('response', (answer) => {
      answer.resume();
      if (answer.statusCode === 200) resolve();
      else reject(new Error(`The Proxy Service API answered ${answer.statusCode}.`));
    });
    sent.once('error', reject);
    sent.end();
  });
}
