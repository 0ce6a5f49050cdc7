/** The panels of the view as its address has them: connections in the order of their panels, and the app that each has open. */
export interface PanelChoice {
  readonly connections: readonly string[];
  /** Ids of apps by the connection's id. */
  readonly apps: Readonly<Record<string, string>>;
}

/** In an address, as `?connections=a,b&apps=a:id-of-app`. Absent where empty. */
export interface PanelQuery {
  readonly connections: string | null;
  readonly apps: string | null;
}

/** Reads an address. Connections that are unknown are left out, as are apps of those that have no panel. */
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

/** The connections that an address names and the configuration does not have. */
export function findUnknown(
  connections: string | undefined,
  isKnown: (id: string) => boolean,
): readonly string[] {
  return [...new Set(split(connections))].filter((id) => !isKnown(id));
}

/** Writes the address of a choice. */
export function writePanels({ connections, apps }: PanelChoice): PanelQuery {
  const opened = connections.flatMap((id) => (apps[id] === undefined ? [] : [`${id}:${apps[id]}`]));
  return {
    connections: connections.length === 0 ? null : connections.join(','),
    apps: opened.length === 0 ? null : opened.join(','),
  };
}

/** With a panel more, or without one that there is. */
export function togglePanel({ connections, apps }: PanelChoice, id: string): PanelChoice {
  return connections.includes(id)
    ? { connections: connections.filter((each) => each !== id), apps: withoutApp(apps, id) }
    : { connections: [...connections, id], apps };
}

/** With an app open in the panel of a connection, which gets a panel where it has none; without an app where none is named. */
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
