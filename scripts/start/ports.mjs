import { findFreePort } from '../processes/free-port.mjs';
import { describePortOwner } from '../processes/port-owner.mjs';

const NAMES = {
  admin: "the sandbox's operator API",
  cloud: "the sandbox's tenant",
  backend: 'the backend',
  app: 'the application',
};

/** The wanted ports, or the next free ones; says which was taken, and by whom where that can be told. */
export async function choosePorts({ ports }) {
  const chosen = {};
  // Nobody may be moved to a port that another part asks for.
  const reserved = new Set(Object.values(ports));
  for (const [part, name] of Object.entries(NAMES)) {
    reserved.delete(ports[part]);
    const port = await findFreePort(ports[part], reserved);
    reserved.add(port);
    chosen[part] = port;
    if (port === ports[part]) continue;
    const owner = describePortOwner(ports[part]) ?? 'another program';
    process.stdout.write(`Port ${ports[part]} is in use by ${owner}; ${name} takes ${port} instead.\n`);
  }
  return chosen;
}
