import { customFault } from './custom-fault.ts';
import { element, find, KeyedList } from './dom.ts';
import {
  callApi,
  type Preset,
  type ReceivedRequest,
  type Server,
  type ServerState,
  type UnsupportedCall,
} from './operator.ts';
import { presetButtons } from './presets.ts';
import { RequestList } from './requests.ts';
import { type Act, serverCard, type ServerItem } from './server-card.ts';

const POLL_MS = 1000;

const message = find('message', HTMLOutputElement);
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
let showPresetsFor: (platform: string) => void = () => undefined;

function showMessage(text: string, isBad = false): void {
  message.textContent = text;
  message.className = isBad ? 'bad' : '';
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function change(done: string, method: 'POST' | 'DELETE', path: string, body?: object): Promise<void> {
  await callApi(method, path, body);
  showMessage(done);
  await refresh();
}

function act(...call: Parameters<Act>): void {
  change(...call).catch((error: unknown) => showMessage(reason(error), true));
}

/** Returns the value of a field beside the presets. */
function field(name: string): string {
  const value = new FormData(target).get(name);
  return typeof value === 'string' ? value.trim() : '';
}

function chosen(): string {
  return field('server');
}

/** Returns the user and the count from the fields beside the server. */
function matchOptions(): { user?: string; count?: number } {
  const [user, count] = [field('user'), field('count')];
  return { ...(user && { user }), ...(count && { count: Number(count) }) };
}

function applyPreset(preset: Preset): void {
  const server = chosen();
  act(
    `${server}: ${preset.title}.`,
    'POST',
    `/tenants/${server}/faults/presets/${preset.id}`,
    matchOptions(),
  );
}

async function setUp(fault: object): Promise<void> {
  const server = chosen();
  const { user, count } = matchOptions();
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
  showPresetsFor(items.find(({ server }) => server.id === chosen())?.state.platform ?? '');
}

async function refresh(): Promise<void> {
  const { tenants } = await callApi<{ tenants: readonly Server[] }>('GET', '/health');
  items = await Promise.all(
    tenants.map(async (server) => {
      const base = `/tenants/${server.id}`;
      const { calls } = await callApi<{ calls: readonly UnsupportedCall[] }>(
        'GET',
        `${base}/unsupported-calls`,
      );
      return { server, state: await callApi<ServerState>('GET', `${base}/faults`), unsupportedCalls: calls };
    }),
  );
  cards.show(items);
  showTargets();
  showPlatform();
  if (!live.checked) return;
  for (const { id } of tenants) {
    const since = requests.lastOf(id);
    const answer = await callApi<{ requests: readonly ReceivedRequest[] }>(
      'GET',
      `/tenants/${id}/requests?since=${since}`,
    );
    requests.add(id, answer.requests);
  }
}

/** Shows the presets after the first answer. */
async function begin(): Promise<void> {
  const { presets } = await callApi<{ presets: readonly Preset[] }>('GET', '/faults/presets');
  showPresetsFor = presetButtons(find('presets', HTMLDivElement), presets, applyPreset);
}

async function poll(): Promise<void> {
  try {
    if (!document.hidden) {
      if (isLost) {
        await begin();
        requests.forget();
      }
      await refresh();
      if (isLost) showMessage('The sandbox answers.');
      isLost = false;
    }
  } catch (error) {
    isLost = true;
    showMessage(reason(error), true);
  }
  setTimeout(() => void poll(), POLL_MS);
}

target.addEventListener('change', showPlatform);
target.addEventListener('submit', (event) => event.preventDefault());
customFault(find('custom', HTMLFormElement), setUp);
void poll();
