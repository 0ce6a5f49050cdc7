// The alternative of S1: the same fetches, written by hand, as a list. No library, no router, no error handling.
interface Settings {
  readonly tenant: string;
  readonly token: string;
}

async function show(): Promise<void> {
  const { tenant, token } = JSON.parse(sessionStorage.getItem('bench') ?? '{}') as Settings;
  // What the application loads too: the connections, then the first page of spaces.
  await fetch('/connections.json').then((answer) => answer.json());
  const answer = await fetch(`${tenant}/api/v1/spaces?limit=50&sort=%2Bname`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { data } = (await answer.json()) as { data: readonly { name: string; type: string }[] };
  const list = document.getElementById('spaces');
  for (const { name, type } of data) {
    const item = document.createElement('li');
    item.textContent = `${name} (${type})`;
    list?.append(item);
  }
}

void show();
