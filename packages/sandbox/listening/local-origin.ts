/** The origin of a server on this machine as browsers write it in `Origin`: without the port that the scheme has by itself. */
export function localOrigin(scheme: 'http' | 'https', port: number): string {
  return new URL(`${scheme}://localhost:${port}`).origin;
}
