/** Returns the address of a file in an app's media, on its tenant. */
export function mediaAddress(appId: string, path: string): string {
  return `/api/v1/apps/${appId}/media/files/${path.split('/').map(encodeURIComponent).join('/')}`;
}
