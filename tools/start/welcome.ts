import { relative } from 'node:path';
import { PROJECT_ROOT } from '../environment/project-root.ts';

/** What to open, and who to be there. */
export function welcome(origin, { cloud, qap, admin }, run) {
  const path = relative(PROJECT_ROOT, run.path);
  const beside = run.hasOthers
    ? `
  Another npm start runs in this checkout. Open this one in another browser profile or a private window: cookies of
  localhost are the same for all ports, so in one profile a sign-in here may end the one there.
`
    : '';
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
  Files    ${path}/   connections, keys and logs, until it stops
${beside}
  Ctrl-C stops everything.
`;
}
