import { createServer } from 'node:http';
import { join } from 'node:path';
import express from 'express';
import { createQlikBackend } from 'ngx-qlik-backend';
import { hostSession, signInRoutes, userOf } from './sign-in.js';

const port = Number(process.env['PORT'] ?? 3000);
const page = join(import.meta.dirname, '../browser');
// Missing on localhost only.
const publicUrl = process.env['PUBLIC_URL'];

/** Gives the page tokens of Qlik Cloud for the user whom this server knows. The client secret stays here. */
const qlik = await createQlikBackend({
  connections: 'server/qlik-connections.json',
  signInPath: '/login',
  resolveUser: userOf,
  ...(publicUrl === undefined ? {} : { publicUrl }),
});

const app = express();
app.use(hostSession());
// After the session, which says who the user is, and before parsers of bodies: the backend reads bodies itself.
app.use(qlik.handler);
app.use(signInRoutes((userId, hostSessionId) => qlik.endSessions(userId, hostSessionId)));

app.use(express.static(page, { index: false }));
app.use((_request, response) => {
  response.sendFile('index.html', { root: page });
});

const server = createServer(app);
// For connections that go through this server. WebSockets pass the session's middleware too.
qlik.attach(server, app);
server.listen(port, 'localhost', () => console.log(`http://localhost:${port}`));

process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void qlik.close();
});
