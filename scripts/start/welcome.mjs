/** What to open, and who to be there. */
export function welcome(origin, { cloud, qap, admin }) {
  return `
  Open  ${origin}
        ${origin}/auth-demos   every way to sign in, each to be tried

  Whoever asks who you are (this application, the tenant), choose one of these; there are no passwords:
    ada     administers the tenant and sees every space
    grace   produces in "Flight operations" and reads "Public data"
    edgar   reads "Public data" only
    dora    sees no space at all: the empty pages
  The Windows sign-in alone wants one: SANDBOX\\ada with ada-sandbox, and so on.

  Sandbox  cloud tenant http://localhost:${cloud}, client-managed server http://localhost:${qap}
           http://localhost:${admin}/   break either on purpose, and watch what arrives
  Logs     .local/logs/

  Ctrl-C stops everything.
`;
}
