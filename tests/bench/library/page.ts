// A page of an application that uses the built library: no components, so that what is measured is the library's own.
import {
  HttpBackend,
  HttpClient,
  HttpContext,
  HttpResponse,
  provideHttpClient,
  withInterceptors,
} from '@angular/common/http';
import { type ApplicationRef, provideExperimentalZonelessChangeDetection } from '@angular/core';
import { createApplication } from '@angular/platform-browser';
import {
  ConnectionRegistry,
  provideQlik,
  QLIK_CONNECTION,
  type QlikConnectionInput,
  QlikAuthService,
  qlikInterceptor,
  withAnonymous,
  withAnonymousVirtualProxy,
  withApiKey,
  withConnections,
  withHeader,
  withJwt,
  withJwtVirtualProxy,
  withM2M,
  withOAuth2Impersonation,
  withPfx,
  withTicket,
} from 'ngx-qlik';
import { firstValueFrom, of } from 'rxjs';

/** What the bench asks of the page. Times are in milliseconds. */
export interface LibraryBench {
  /** Signs in to these connections at once. @returns from the first look at them until the last one is ready */
  signIn(ids: readonly string[]): Promise<number>;
  /** Calls that are answered at once. @returns what one call takes, through the interceptor and without it */
  callCosts(options: CallOptions): Promise<{ readonly intercepted: number; readonly plain: number }>;
}

/** Calls to a connection. */
export interface CallOptions {
  readonly id: string;
  readonly calls: number;
  /** How many connections there are. */
  readonly connections: number;
}

const SIGN_IN_LIMIT_MS = 60_000;
const BATCHES = 20;

const http = (isIntercepted: boolean) => [
  provideHttpClient(withInterceptors(isIntercepted ? [qlikInterceptor] : [])),
];

async function configured(): Promise<readonly QlikConnectionInput[]> {
  const answer = await fetch('connections.json');
  const { connections } = (await answer.json()) as { connections: readonly QlikConnectionInput[] };
  return connections;
}

/**
 * The configured connections and as many more as are asked for: half of them to hosts of their own, half to the host of the one that is
 * called, so that a call has to be told from theirs.
 */
async function manyConnections(id: string, count: number): Promise<readonly QlikConnectionInput[]> {
  const connections = await configured();
  const called = connections.find((each) => each.id === id);
  if (!called) throw new Error(`There is no connection "${id}".`);
  const more = Array.from({ length: Math.max(0, count - connections.length) }, (_, index) => ({
    ...called,
    id: `another-${index}`,
    host: index % 2 === 0 ? called.host : `https://tenant-${index}.example`,
  }));
  return [...connections, ...more];
}

async function start(
  isIntercepted: boolean,
  isAnsweredAtOnce: boolean,
  connections: readonly QlikConnectionInput[],
): Promise<ApplicationRef> {
  return createApplication({
    providers: [
      provideExperimentalZonelessChangeDetection(),
      http(isIntercepted),
      isAnsweredAtOnce
        ? [{ provide: HttpBackend, useValue: { handle: () => of(new HttpResponse({ body: 'ok' })) } }]
        : [],
      provideQlik(
        withConnections(connections),
        withAnonymous(),
        withAnonymousVirtualProxy(),
        withApiKey(),
        withHeader(),
        withJwt(),
        withJwtVirtualProxy(),
        withM2M(),
        withOAuth2Impersonation(),
        withPfx(),
        withTicket(),
      ),
    ],
  });
}

/** Resolves when it is signed in. @throws {Error} when it ends up in any other way */
async function ready(auth: QlikAuthService, id: string): Promise<void> {
  const deadline = performance.now() + SIGN_IN_LIMIT_MS;
  // Asking for the credential waits for the sign-in that the first look began.
  await auth.connectionSession(id).credential('rest');
  const { status } = auth.state(id)();
  if (status !== 'ready' || performance.now() > deadline) throw new Error(`${id} is ${status}.`);
}

const bench: LibraryBench = {
  async signIn(ids) {
    const application = await start(true, false, await configured());
    const auth = application.injector.get(QlikAuthService);
    const before = performance.now();
    await Promise.all(ids.map((id) => ready(auth, id)));
    return performance.now() - before;
  },

  async callCosts({ id, calls, connections: count }) {
    const connections = await manyConnections(id, count);
    const [plainApplication, interceptedApplication] = [
      await start(false, true, connections),
      await start(true, true, connections),
    ];
    const { host } = interceptedApplication.injector.get(ConnectionRegistry).get(id);
    const auth = interceptedApplication.injector.get(QlikAuthService);
    await ready(auth, id);
    const address = `${host}/api/v1/spaces`;
    // Several connections lead to this tenant.
    const context = new HttpContext().set(QLIK_CONNECTION, id);
    const timed = async (application: ApplicationRef, count: number): Promise<number> => {
      const client = application.injector.get(HttpClient);
      const before = performance.now();
      for (let call = 0; call < count; call += 1) await firstValueFrom(client.get(address, { context }));
      return performance.now() - before;
    };
    // Until the browser has compiled both.
    await timed(plainApplication, calls / 4);
    await timed(interceptedApplication, calls / 4);
    const size = Math.ceil(calls / BATCHES);
    const [intercepted, plain]: number[][] = [[], []];
    for (let batch = 0; batch < BATCHES; batch += 1) {
      plain?.push((await timed(plainApplication, size)) / size);
      intercepted?.push((await timed(interceptedApplication, size)) / size);
    }
    return { intercepted: medianOf(intercepted), plain: medianOf(plain) };
  },
};

function medianOf(values: readonly number[] | undefined): number {
  const sorted = [...(values ?? [])].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

(window as { libraryBench?: LibraryBench }).libraryBench = bench;
