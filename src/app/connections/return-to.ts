/** Returns the path to open after a sign-in. Paths outside this application become `/`. */
export function toReturnPath(wanted: string | undefined): string {
  if (wanted === undefined || !wanted.startsWith('/')) return '/';
  // Browsers read "//host" and "/\host" as another origin; a sign-in page as target would be a loop.
  if (/^\/[/\\]/.test(wanted) || wanted.startsWith('/sign-in/')) return '/';
  return wanted;
}
