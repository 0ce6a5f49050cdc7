const NEEDED = [20, 19];

/** Ends the process with a clear message when this Node is too old for the project. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return;
  process.stderr.write(
    `This project needs Node ${NEEDED.join('.')} or newer; this is Node ${process.versions.node}.\n` +
      'Install a newer one, for example from https://nodejs.org, and run the command again.\n',
  );
  process.exit(1);
}
