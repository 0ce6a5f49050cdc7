/** A `package.json` as it is published: `publishConfig.directory`, which tells Changesets where the build is, is unknown to npm. */
export function publishedManifest(text: string): Record<string, unknown> {
  const { publishConfig, ...manifest } = JSON.parse(text) as Record<string, unknown> & {
    readonly publishConfig: { readonly access: string };
  };
  return { ...manifest, publishConfig: { access: publishConfig.access } };
}
