/** The panels in the address: connections in the order of their panels, and the open app of each. */
export interface PanelChoice {
  readonly connections: readonly string[];
  /** App id by connection id. */
  readonly apps: Readonly<Record<string, string>>;
}

/** Query parameters `?connections=a,b&apps=a:id-of-app`. Without connections the first is empty, and the second `null`. */
export interface PanelQuery {
  readonly connections: string;
  readonly apps: string | null;
}

/** Reads the query parameters. Unknown connections, and apps of connections without a panel, are left out. */
export function readPanels(
  connections: string | undefined,
  apps: string | undefined,
  isKnown: (id: string) => boolean,
): PanelChoice {
  const chosen = [...new Set(split(connections))].filter(isKnown);
  const opened = split(apps)
    .map((entry) => [entry.slice(0, entry.indexOf(':')), entry.slice(entry.indexOf(':') + 1)] as const)
    .filter(([connection, app]) => app !== '' && chosen.includes(connection));
  return { connections: chosen, apps: Object.fromEntries(opened) };
}

/** Returns the unknown connections in the address. */
export function findUnknown(
  connections: string | undefined,
  isKnown: (id: string) => boolean,
): readonly string[] {
  return [...new Set(split(connections))].filter((id) => !isKnown(id));
}

/** Returns the query parameters of a choice. */
export function writePanels({ connections, apps }: PanelChoice): PanelQuery {
  const opened = connections.flatMap((id) => (apps[id] === undefined ? [] : [`${id}:${apps[id]}`]));
  return {
    connections: connections.join(','),
    apps: opened.length === 0 ? null : opened.join(','),
  };
}

/** Adds or removes the panel of a connection. */
export function togglePanel({ connections, apps }: PanelChoice, id: string): PanelChoice {
  return connections.includes(id)
    ? { connections: connections.filter((each) => each !== id), apps: withoutApp(apps, id) }
    : { connections: [...connections, id], apps };
}

/** Opens an app in the panel of a connection, or closes it if `appId` is `undefined`. Adds the panel if needed. */
export function withApp(
  { connections, apps }: PanelChoice,
  id: string,
  appId: string | undefined,
): PanelChoice {
  return {
    connections: connections.includes(id) ? connections : [...connections, id],
    apps: appId === undefined ? withoutApp(apps, id) : { ...apps, [id]: appId },
  };
}

function withoutApp(apps: PanelChoice['apps'], id: string): PanelChoice['apps'] {
  return Object.fromEntries(Object.entries(apps).filter(([connection]) => connection !== id));
}

function split(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
