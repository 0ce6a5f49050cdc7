/** What to open, and who to be there. */
export function welcome(origin, { cloud, admin }) {
  return `
  Open  ${origin}

  Choose "Sign in" and then one of these; there are no passwords:
    ada     administers the tenant and sees every space
    grace   produces in "Flight operations" and reads "Public data"
    edgar   reads "Public data" only
    dora    sees no space at all: the empty pages

  Sandbox tenant  http://localhost:${cloud}      its operator API  http://localhost:${admin}/health
  Logs            .local/logs/

  Ctrl-C stops everything.
`;
}
