import type { WrittenSecrets } from './house.ts';

/** For `house.startBackend`: other values in the secrets of one connection. */
export function changeSecrets(
  id: string,
  values: Readonly<Record<string, unknown>>,
): (secrets: WrittenSecrets) => WrittenSecrets {
  return ({ connections }) => ({
    connections: { ...connections, [id]: { ...connections[id], ...values } },
  });
}
