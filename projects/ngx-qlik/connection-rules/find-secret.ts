const SECRET_NAME =
  /^(api[-_]?key|client[-_]?secret|secret|password|passphrase|private[-_]?key|access[-_]?token|refresh[-_]?token|token|pfx|certificate[-_]?key|authorization)$/i;

const SECRET_VALUE = /-----BEGIN [A-Z ]*PRIVATE KEY-----|^eyJ[\w-]+\.[\w-]+\.[\w-]*$|^Bearer\s/;

/** No field of a connection is as deep; what is deeper is refused for that, and a value may contain itself. */
const DEEPEST = 50;

/**
 * The path of the first thing in a browser configuration that looks like a secret, by its name or by its shape (PEM key, JWT,
 * bearer header), or `undefined`. A browser hides nothing from its user, so a secret in it is a leak whatever it is for.
 */
export function findSecret(value: unknown, path = ''): string | undefined {
  if (typeof value === 'string') return SECRET_VALUE.test(value) ? path : undefined;
  if (value === null || typeof value !== 'object' || path.split('.').length > DEEPEST) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const innerPath = path === '' ? name : `${path}.${name}`;
    if (SECRET_NAME.test(name) && inner !== null && inner !== undefined && inner !== '') return innerPath;
    const found = findSecret(inner, innerPath);
    if (found !== undefined) return found;
  }
  return undefined;
}
