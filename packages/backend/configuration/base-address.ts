/** Origin and path of an address, without slashes at the end; a run of slashes elsewhere is read once. */
export function baseAddress(url: URL): string {
  return url.origin + url.pathname.replace(/(?<!\/)\/+$/, '');
}
