import type { House } from './house.ts';

/** Where the second cloud tenant is, a server of its own with other apps and spaces. @throws {Error} when the sandbox has none */
export function europeanHost({ sandbox }: Pick<House, 'sandbox'>): string {
  const found = sandbox.tenants.find(({ id }) => id === 'cloud-eu');
  if (found === undefined) throw new Error('The sandbox has no second cloud tenant.');
  return found.origin;
}
