/** The page to go on with after a sign-in: a path of this application, whatever an address claims. */
export function toReturnPath(wanted: string | undefined): string {
  if (wanted === undefined || !wanted.startsWith('/')) return '/';
  // Browsers read "//host" and "/\host" as another site, and a sign-in page as the goal of a sign-in is a circle.
  if (/^\/[/\\]/.test(wanted) || wanted.startsWith('/sign-in/')) return '/';
  return wanted;
}
