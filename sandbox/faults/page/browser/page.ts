import { customFault } from './custom-fault.ts';
import { element, find, KeyedList } from './dom.ts';
import { ask, type Preset, type Received, type Server, type ServerState } from './operator.ts';
import { presetButtons } from './presets.ts';
import { RequestList } from './requests.ts';
import { type Act, serverCard, type ServerItem } from './server-card.ts';

const POLL_MS = 1000;

const news = find('news', HTMLOutputElement);
const target = find('target', HTMLFormElement);
const live = find('live', HTMLInputElement);
const requests = new RequestList(
  find('requests', HTMLOListElement),
  find('requests-empty', HTMLParagraphElement),
);
const cards = new KeyedList<ServerItem>(
  find('servers', HTMLDivElement),
  ({ server }) => server.id,
  (item) => serverCard(item, act),
);
let items: readonly ServerItem[] = [];
let isLost = true;
let showFitting: (platform: string) => void = () => undefined;

function say(text: string, isBad = false): void {
  news.textContent = text;
  news.className = isBad ? 'bad' : '';
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function change(done: string, method: 'POST' | 'DELETE', path: string, body?: object): Promise<void> {
  await ask(method, path, body);
  say(done);
  await refresh();
}

function act(...call: Parameters<Act>): void {
  change(...call).catch((error: unknown) => say(reason(error), true));
}

/** What is in a field beside the presets. */
function field(name: string): string {
  const value = new FormData(target).get(name);
  return typeof value === 'string' ? value.trim() : '';
}

function chosen(): string {
  return field('server');
}

/** What the fields beside the choice of the server ask for. */
function narrowing(): { user?: string; count?: number } {
  const [user, count] = [field('user'), field('count')];
  return { ...(user && { user }), ...(count && { count: Number(count) }) };
}

function press(preset: Preset): void {
  const server = chosen();
  act(`${server}: ${preset.title}.`, 'POST', `/tenants/${server}/faults/presets/${preset.id}`, narrowing());
}

async function setUp(fault: object): Promise<void> {
  const server = chosen();
  const { user, count } = narrowing();
  const match: unknown = Reflect.get(fault, 'match');
  await change(`${server}: the fault is set up.`, 'POST', `/tenants/${server}/faults`, {
    ...fault,
    ...(count === undefined ? {} : { count }),
    match: { ...(match as object), ...(user === undefined ? {} : { user }) },
  });
}

function showTargets(): void {
  const parent = find('target-servers', HTMLDivElement);
  if (parent.childElementCount > 0) return;
  parent.append(
    ...items.map(({ server: { id } }, index) =>
      element(
        'label',
        { className: 'choice' },
        element('input', { type: 'radio', name: 'server', value: id, checked: index === 0 }),
        id,
      ),
    ),
  );
}

function showPlatform(): void {
  showFitting(items.find(({ server }) => server.id === chosen())?.state.platform ?? '');
}

async function refresh(): Promise<void> {
  const { tenants } = await ask<{ tenants: readonly Server[] }>('GET', '/health');
  items = await Promise.all(
    tenants.map(async (server) => ({
      server,
      state: await ask<ServerState>('GET', `/tenants/${server.id}/faults`),
    })),
  );
  cards.show(items);
  showTargets();
  showPlatform();
  if (!live.checked) return;
  for (const { id } of tenants) {
    const since = requests.lastOf(id);
    const answer = await ask<{ requests: readonly Received[] }>(
      'GET',
      `/tenants/${id}/requests?since=${since}`,
    );
    requests.add(id, answer.requests);
  }
}

/** Everything that is on the page from the first answer on. */
async function begin(): Promise<void> {
  const { presets } = await ask<{ presets: readonly Preset[] }>('GET', '/faults/presets');
  showFitting = presetButtons(find('presets', HTMLDivElement), presets, press);
}

async function follow(): Promise<void> {
  try {
    if (!document.hidden) {
      if (isLost) {
        await begin();
        requests.forget();
      }
      await refresh();
      if (isLost) say('The sandbox answers.');
      isLost = false;
    }
  } catch (error) {
    isLost = true;
    say(reason(error), true);
  }
  setTimeout(() => void follow(), POLL_MS);
}

target.addEventListener('change', showPlatform);
target.addEventListener('submit', (event) => event.preventDefault());
customFault(find('custom', HTMLFormElement), setUp);
void follow();
