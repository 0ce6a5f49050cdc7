import { AUTH_TYPES, factsOfAuthType } from 'ngx-qlik/auth-types';

/** What a generated page shows. */
export interface PageContent {
  readonly selector: string;
  readonly className: string;
  readonly connectionId: string;
  readonly authType: string;
}

/** What a generated page with a chart shows. */
export interface ChartContent extends PageContent {
  readonly app: string;
  readonly object: string;
}

/**
 * What a page with a chart shows.
 * @returns `undefined` for a page that {@link chartPage} does not make: the user has edited it. Spaces and line ends do not count
 */
export function readChartPage(source: string): Omit<ChartContent, 'authType'> | undefined {
  const textOf = (pattern: RegExp) => pattern.exec(source)?.[1]?.replace(/\\(.)/g, '$1') ?? '';
  const found = {
    selector: textOf(/selector: '([^']*)'/),
    className: textOf(/class (\w+)/),
    connectionId: textOf(/connectionId="([^"]*)"/),
    app: textOf(/appId = '((?:[^'\\]|\\.)*)'/),
    object: textOf(/objectId = '((?:[^'\\]|\\.)*)'/),
  };
  const isOwn = Object.keys(AUTH_TYPES).some(
    (authType) => withoutSpaces(chartPage({ ...found, authType })) === withoutSpaces(source),
  );
  return isOwn ? found : undefined;
}

/** What a formatter does not change of a source. */
export const withoutSpaces = (source: string): string => source.replace(/\s+/g, '');

/** Stand in a page in place of ids that were not given. */
const APP_PLACEHOLDER = 'id of an app';
const OBJECT_PLACEHOLDER = 'id of a chart';

/** Whether a page with a chart still needs the id of an app or a chart. */
export const lacksIds = (source: string): boolean =>
  [APP_PLACEHOLDER, OBJECT_PLACEHOLDER].some((placeholder) => source.includes(text(placeholder)));

/** The source of a page with a chart. */
export function chartPage(page: ChartContent): string {
  return `import { ChangeDetectionStrategy, Component${signInImports(page)} } from '@angular/core';
${signInLibraryImports(page)}import { QlikChartComponent } from 'ngx-qlik/embed';

/** A chart of the connection "${page.connectionId}" in connections.json. */
@Component({
  selector: '${page.selector}',
  imports: [QlikChartComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: \`${signInTemplate(page)}
    <qlik-chart connectionId="${page.connectionId}" [appId]="appId" [objectId]="objectId" />
  \`,
  styles: 'qlik-chart { height: 24rem; }',
})
export class ${page.className} {
  /** In the address of the app in Qlik: …/sense/app/<id>. */
  protected readonly appId = ${text(page.app === '' ? APP_PLACEHOLDER : page.app)};
  /** In the chart's menu in Qlik, under "Share" or "Embed"; or in the app's objects. */
  protected readonly objectId = ${text(page.object === '' ? OBJECT_PLACEHOLDER : page.object)};
${signInMembers(page)}}
`;
}

/** What a page can list, by what the auth type lets a page see. */
interface Listing {
  readonly service: 'QlikRest' | 'QlikRepository';
  readonly title: string;
  readonly entry: string;
  readonly call: string;
}

/**
 * What a connection can list.
 * @returns `undefined` for types that list nothing
 */
export function listingOf(platform: string, authType: string): Listing | undefined {
  const { lists } = factsOfAuthType(authType);
  if (lists === 'nothing') return undefined;
  if (platform === 'client-managed')
    return {
      service: 'QlikRepository',
      title: 'Streams',
      entry: 'RepositoryStream',
      call: 'streams(CONNECTION)',
    };
  if (lists === 'apps')
    return {
      service: 'QlikRest',
      title: 'Apps',
      entry: 'Item',
      call: "items(CONNECTION, { resourceType: 'app' })",
    };
  return { service: 'QlikRest', title: 'Spaces', entry: 'Space', call: 'spaces(CONNECTION)' };
}

/** The source of a page that lists spaces, streams or apps. */
export function listPage(page: PageContent, { service, title, entry, call }: Listing): string {
  const items = service === 'QlikRest' ? 'page.items' : 'page';
  return `import { ChangeDetectionStrategy, Component, computed, effect, inject, signal } from '@angular/core';
import { ConnectionRegistry, isSignedIn, QlikAuthService, type QlikError, toQlikError } from 'ngx-qlik';
import { type ${entry}, ${service} } from 'ngx-qlik/rest';

/** Id of the connection in connections.json. */
const CONNECTION = ${text(page.connectionId)};

/** ${title} that the user may see. */
@Component({
  selector: '${page.selector}',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: \`
    <h2>${title}</h2>
    @if (error(); as found) {
      <p role="alert">{{ found.message }} {{ found.remedy }}</p>
    }
    @if (entries(); as found) {
      <ul>
        @for (entry of found; track entry.id) {
          <li>{{ entry.name }}</li>
        } @empty {
          <li>None yet.</li>
        }
      </ul>
    } @else if (isSignedIn()) {
      @if (!error()) {
        <p role="status">Loading…</p>
      }
    } @else {
      <button type="button" (click)="signIn()">Sign in</button>
    }
  \`,
})
export class ${page.className} {
  private readonly auth = inject(QlikAuthService);
  private readonly qlik = inject(${service});
  private readonly registry = inject(ConnectionRegistry);
  /** False while connections.json cannot be used; a sign-in says why. */
  protected readonly isSignedIn = computed(
    () => this.registry.isKnown(CONNECTION) && isSignedIn(this.auth.state(CONNECTION)()),
  );
  protected readonly entries = signal<readonly ${entry}[] | undefined>(undefined);
  protected readonly error = signal<QlikError | undefined>(undefined);

  constructor() {
    effect((onCleanup) => {
      this.entries.set(undefined);
      if (!this.isSignedIn()) return;
      const loading = this.qlik.${call}.subscribe({
        next: (page) => this.entries.set(${items}),
        error: (thrown: unknown) => this.error.set(toQlikError(thrown)),
      });
      onCleanup(() => loading.unsubscribe());
    });
  }

  protected async signIn(): Promise<void> {
    this.error.set(undefined);
    try {
      await this.auth.signIn(CONNECTION);
    } catch (thrown) {
      this.error.set(toQlikError(thrown));
    }
  }
}
`;
}

/** Types that ask the user have a button; the others sign in by themselves. */
function isInteractive({ authType }: PageContent): boolean {
  return factsOfAuthType(authType).isInteractive === true;
}

function signInImports(page: PageContent): string {
  return isInteractive(page) ? ', computed, inject, signal' : '';
}

function signInLibraryImports(page: PageContent): string {
  return isInteractive(page)
    ? "import { ConnectionRegistry, isSignedIn, QlikAuthService, type QlikError, toQlikError } from 'ngx-qlik';\n"
    : '';
}

function signInTemplate(page: PageContent): string {
  if (!isInteractive(page)) return '';
  return `
    @if (error(); as found) {
      <p role="alert">{{ found.message }} {{ found.remedy }}</p>
    }
    @if (!isSignedIn()) {
      <button type="button" (click)="signIn()">Sign in</button>
    }`;
}

function signInMembers(page: PageContent): string {
  if (!isInteractive(page)) return '';
  const id = text(page.connectionId);
  return `
  private readonly auth = inject(QlikAuthService);
  private readonly registry = inject(ConnectionRegistry);
  /** False while connections.json cannot be used; the chart and a sign-in say why. */
  protected readonly isSignedIn = computed(
    () => this.registry.isKnown(${id}) && isSignedIn(this.auth.state(${id})()),
  );
  protected readonly error = signal<QlikError | undefined>(undefined);

  protected async signIn(): Promise<void> {
    this.error.set(undefined);
    try {
      await this.auth.signIn(${id});
    } catch (thrown) {
      this.error.set(toQlikError(thrown));
    }
  }
`;
}

/** A text as TypeScript writes it, in single quotes. */
function text(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&').replace(/[\r\n\u2028\u2029]/g, ' ')}'`;
}
