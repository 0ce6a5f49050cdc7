import { FakeCalls } from '../fake-calls';
import type { FakeEngineApp, FakeApps } from '../engine/fake-app';
import { toMasterItem } from '../engine/fake-columns';
import { toHypercubeDefinition } from '../engine/fake-doc';
import { toList, toRecord } from '../engine/json';
import { settled } from '../settled';

/** The parts of Qlik's `<qlik-embed>` that `ngx-qlik/embed` uses. */
interface EmbedElement extends HTMLElement {
  embed?: Promise<unknown> | undefined;
  exposeRefApiHandle?(refApi: unknown): void;
  getRefApi?(): Promise<unknown>;
}

/** UIs that show an iframe in place of an API. */
const FRAMED: readonly string[] = ['classic/app', 'classic/chart'];

/** Has no API; the app is only a filter of its cards. */
const FEED_CARDS = 'insights/feed-cards';

/** Stands in for Qlik's `<qlik-embed>` elements: they show nothing, and have APIs of the fake engine. */
export class FakeEmbeds {
  readonly scripted = new FakeCalls<'mount'>(['mount'], 'A fake embed');

  constructor(private readonly apps: FakeApps) {}

  /** Creates an element. Like Qlik's it mounts when it is attached, and reads its attributes then. */
  create(document: Document): HTMLElement {
    const element: EmbedElement = document.createElement('div');
    let begin: () => void = () => undefined;
    const attached = new Promise<void>((resolve) => (begin = resolve));
    const mounting = attached.then(() => this.mount(element));
    mounting.catch(() => undefined);
    element.embed = mounting;
    element.getRefApi = async () => {
      begin();
      const refApi = await mounting.catch(() => undefined);
      // Qlik's element reports no failure here, and has no API for some of its UIs.
      return refApi ?? new Promise<never>(() => undefined);
    };
    return element;
  }

  private async mount(element: EmbedElement): Promise<unknown> {
    const ui = element.getAttribute('ui') ?? '';
    await this.scripted.pass('mount', `mount ${ui}`);
    if (FRAMED.includes(ui)) return showFrame(element);
    if (ui === FEED_CARDS || !element.hasAttribute('app-id')) return showContent(element);
    const { apps } = this;
    const refApi = await createRefApi(element, apps);
    const observer = new MutationObserver(() => {
      void createRefApi(element, apps).then((next) => element.exposeRefApiHandle?.(next));
    });
    observer.observe(element, {
      attributeFilter: ['object-id', 'type', 'dimensions', 'measures', 'properties'],
    });
    return refApi;
  }
}

/** The first content of UIs without an app: a chart's box, as of a snapshot, with the input field of an assistant. */
function showContent(element: HTMLElement): undefined {
  const box = element.ownerDocument.createElement('div');
  box.className = 'njs-viz';
  box.append(element.ownerDocument.createElement('textarea'));
  element.append(box);
}

async function showFrame(element: HTMLElement): Promise<undefined> {
  const child = element.ownerDocument.createElement('iframe');
  element.append(child);
  // Browsers differ in when they report that an empty frame has loaded; who waits for it listens by then.
  await settled();
  child.dispatchEvent(new Event('load'));
}

async function createRefApi(element: HTMLElement, apps: FakeApps): Promise<unknown> {
  const attribute = (name: string) => element.getAttribute(name) ?? undefined;
  const app = apps.get(attribute('app-id') ?? '', attribute('identity'));
  const doc = await app.doc();
  const objectId = attribute('object-id');
  // Qlik's element never gets ready without its object, and does not say so.
  const isMissing =
    objectId !== undefined && (await doc.getObject(objectId).catch(() => undefined)) === undefined;
  if (isMissing) return new Promise<never>(() => undefined);
  let object: Promise<unknown> | undefined;
  return {
    getDoc: () => Promise.resolve(doc),
    getObject: () =>
      (object ??= objectId === undefined ? createChart(element, app) : doc.getObject(objectId)),
    getField: () => doc.getField(attribute('field-id') ?? libraryField(app, attribute('library-id'))),
    getChartRefApi: () => Promise.resolve({}),
  };
}

/** The object of a chart that is not in the app. */
async function createChart(element: HTMLElement, app: FakeEngineApp): Promise<unknown> {
  const read = (name: string): unknown => JSON.parse(element.getAttribute(name) ?? 'null') as unknown;
  const columns = (name: string) =>
    toList(read(name)).map((each) => (typeof each === 'string' ? each : toRecord(each)));
  const type = element.getAttribute('type') ?? '';
  const doc = await app.doc();
  return doc.createSessionObject({
    qInfo: { qType: type },
    visualization: type,
    qHyperCubeDef: toHypercubeDefinition(columns('dimensions'), columns('measures')),
    ...toRecord(read('properties')),
  });
}

function libraryField(app: FakeEngineApp, libraryId = ''): string {
  const item = app.context('').data.dimensions?.[libraryId];
  return item === undefined ? libraryId : toMasterItem(libraryId, item).definition;
}
