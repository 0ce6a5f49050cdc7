import {
  type ApplicationRef,
  Component,
  type DoCheck,
  inject,
  NgZone,
  provideExperimentalZonelessChangeDetection,
  provideZoneChangeDetection,
  signal,
  type Type,
} from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { QlikAuthService } from 'ngx-qlik';
import {
  FakeAuthStrategy,
  fakeConnection,
  fakeQlikMain,
  provideQlikTesting,
  QlikTesting,
} from 'ngx-qlik/testing';
import { injectAppSession } from 'ngx-qlik/qix';
import { FakeQix } from '../qix/fake-engine.spec';
import { QlikChartComponent } from './chart.component';
import { EmbedElements, type QlikEmbedElement } from './element/embed-elements';
import { OpenResources } from './open-resources.spec';

const hasZone = 'Zone' in globalThis;
const SIX_HOURS = 21_600_000;

/** Stands in for Qlik's code in the page: pointer listeners, timers and an open socket. */
class BusyElements implements Pick<EmbedElements, 'load' | 'create'> {
  /** Calls of an element by which Qlik's code begins and ends, and whether each was inside the Angular zone. */
  readonly calls = new Map<string, boolean>();

  load(): Promise<void> {
    return Promise.resolve();
  }

  create(): QlikEmbedElement {
    const element = document.createElement('div');
    const api = { name: 'api' };
    const note = (call: string) => this.calls.set(call, NgZone.isInAngularZone());
    return Object.assign(element, {
      // A page that loads Qlik's script before zone.js has an element whose callbacks run in the zone of the call.
      setAttribute: (name: string, value: string) => {
        note(`${name}="${value}"`);
        HTMLElement.prototype.setAttribute.call(element, name, value);
      },
      remove: () => {
        note('remove');
        HTMLElement.prototype.remove.call(element);
      },
      embed: Promise.resolve({}),
      getRefApi: async () => {
        element.addEventListener('pointermove', () => undefined);
        await Promise.resolve();
        return api;
      },
    });
  }
}

const counts = { checks: 0 };

@Component({
  selector: 'app-lifetime',
  imports: [QlikChartComponent],
  template: `
    <qlik-chart connectionId="a" appId="sales" [type]="type()" (ready)="isReady = true" />
    <p>{{ isReady ? 'shown' : 'waiting' }} {{ events }} {{ appSession()?.state()?.status }}</p>
  `,
})
class LifetimeComponent implements DoCheck {
  // Fields without signals: only zone-based change detection updates them.
  isReady = false;
  events = 0;
  readonly type = signal('barchart');
  readonly appSession = injectAppSession(() => ({ connectionId: 'a', appId: 'stock' }));
  readonly wasInside = new Set<boolean>();

  constructor() {
    inject(QlikAuthService).events.subscribe(() => {
      this.wasInside.add(NgZone.isInAngularZone());
      this.events++;
    });
  }

  ngDoCheck(): void {
    counts.checks++;
  }
}

describe('an application with this library', () => {
  let sockets: Set<ReturnType<typeof setInterval>>;
  let uninstall: () => void;
  let strategy: FakeAuthStrategy;

  beforeAll(() =>
    Promise.all([
      import('../src/runtime/page-runtime'),
      import('../src/auth/connection-parts'),
      import('./frame/embed-controller'),
    ]),
  );

  beforeEach(() => {
    sockets = new Set();
    const qix = new FakeQix();
    const openAppSession: typeof qix.module.openAppSession = (props) => {
      const appSession = qix.module.openAppSession(props);
      // Like a WebSocket: created when the app opens, with listeners until it closes.
      const socket = setInterval(() => undefined, 10);
      sockets.add(socket);
      const close = appSession.close.bind(appSession);
      appSession.close = (...options) => {
        clearInterval(socket);
        sockets.delete(socket);
        return close(...options);
      };
      return appSession;
    };
    uninstall = fakeQlikMain({ 'qix@v1': { ...qix.module, openAppSession } }).install();
    strategy = new FakeAuthStrategy({ lifeMs: SIX_HOURS, restored: 'signed-out' });
  });

  afterEach(() => {
    sockets.forEach((socket) => clearInterval(socket));
    uninstall();
  });

  const start = async <C>(component: Type<C>) => {
    document.body.append(document.createElement('app-lifetime'));
    const application = await bootstrapApplication(component, {
      providers: [
        hasZone ? provideZoneChangeDetection() : provideExperimentalZonelessChangeDetection(),
        provideQlikTesting({ connections: [fakeConnection({ id: 'a' })], states: { a: strategy } }),
        { provide: EmbedElements, useClass: BusyElements },
      ],
    });
    await application.injector.get(QlikTesting).ready();
    return application;
  };

  const signIn = (application: ApplicationRef) =>
    application.injector.get(NgZone).run(() => application.injector.get(QlikAuthService).signIn('a'));

  const page = () => document.querySelector('app-lifetime p')?.textContent ?? '';
  const until = async (isThere: () => boolean, what: string) => {
    for (let waited = 0; !isThere(); waited += 10) {
      if (waited > 3000) throw new Error(`Not within 3 s: ${what}. The page says “${page()}”.`);
      await pause(10);
    }
  };
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  it('becomes stable soon after the sign-in, with open apps and a scheduled renewal, and shows changes', async () => {
    const application = await start(LifetimeComponent);
    await signIn(application);
    await until(() => page().startsWith('shown') && page().endsWith('open'), 'chart and app');
    const first = await Promise.race([application.whenStable().then(() => 'stable'), pause(1000)]);
    expect(first).toBe('stable');
    expect(application.injector.get(NgZone).hasPendingMacrotasks).toBeFalse();
    const component = application.components[0]?.instance as LifetimeComponent;
    expect([...component.wasInside]).toEqual([hasZone]);
    application.destroy();
  });

  it('runs what Qlik’s code does at a change and at the end of an embed outside the Angular zone', async () => {
    const application = await start(LifetimeComponent);
    await signIn(application);
    await until(() => page().startsWith('shown') && page().endsWith('open'), 'chart and app');
    const { calls } = application.injector.get(EmbedElements) as unknown as BusyElements;
    const zone = application.injector.get(NgZone);
    const component = application.components[0]?.instance as LifetimeComponent;
    zone.run(() => component.type.set('linechart'));
    await until(() => calls.has('type="linechart"'), 'the other type');
    zone.run(() => application.destroy());
    expect([calls.get('type="barchart"'), calls.get('type="linechart"'), calls.get('remove')]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('runs no change detection for embeds, sockets and pointers while nothing changes', async () => {
    const application = await start(LifetimeComponent);
    await signIn(application);
    await until(() => page().startsWith('shown') && page().endsWith('open'), 'chart and app');
    await application.whenStable();
    await pause(50);
    counts.checks = 0;
    const element = document.querySelector('app-lifetime .container > div')!;
    for (let moves = 0; moves < 20; moves++) {
      element.dispatchEvent(new PointerEvent('pointermove', { bubbles: true }));
      document.dispatchEvent(new Event('visibilitychange'));
      window.dispatchEvent(new Event('focus'));
      await pause(10);
    }
    expect(sockets.size).toBe(2);
    expect(counts.checks).toBe(0);
    application.destroy();
  });

  it('has no open timer, listener, channel, lock or socket after its destruction', async () => {
    const run = async (cycle: number) => {
      const application = await start(LifetimeComponent);
      const signingIn = signIn(application);
      if (cycle % 2 === 0) {
        await signingIn;
        await until(() => page().startsWith('shown') && page().endsWith('open'), 'chart and app');
      } else {
        // While a sign-in is in progress.
        signingIn.catch(() => undefined);
        await pause(cycle);
      }
      application.destroy();
      strategy = new FakeAuthStrategy({ lifeMs: SIX_HOURS, restored: 'signed-out' });
    };
    // The platform keeps its resources from the first application on.
    await run(0);
    const left = new OpenResources();
    try {
      for (let cycle = 0; cycle < 20; cycle++) await run(cycle);
      // In development, Angular briefly checks the page's images.
      await pause(300);
      expect(left.all()).toEqual([]);
      expect(sockets.size).toBe(0);
    } finally {
      left.stop();
    }
  });
});
