import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { provideExperimentalZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { QlikError, qlikInterceptor } from 'ngx-qlik';
import {
  FakeAuthStrategy,
  fakeConnection,
  fakeQlikMain,
  provideQlikTesting,
  QlikTesting,
  settled,
} from 'ngx-qlik/testing';
import { PanelFrameComponent } from './panel-frame.component';
import { SelectionRepeater } from './selection-repeater';

const LABEL = 'Acme';

async function show(strategy: FakeAuthStrategy, appId?: string) {
  const connection = fakeConnection({ id: 'acme', label: LABEL, auth: { type: 'oauth2', clientId: 'c' } });
  TestBed.configureTestingModule({
    providers: [
      provideExperimentalZonelessChangeDetection(),
      provideRouter([]),
      provideHttpClient(withInterceptors([qlikInterceptor])),
      provideHttpClientTesting(),
      provideQlikTesting({ connections: [connection], states: { acme: strategy } }),
      SelectionRepeater,
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const fixture = TestBed.createComponent(PanelFrameComponent);
  fixture.componentRef.setInput('connection', connection);
  fixture.componentRef.setInput('appId', appId);
  const element = fixture.nativeElement as HTMLElement;
  const server = TestBed.inject(HttpTestingController);
  /** The shown alerts and states, once there are at least that many alerts. */
  const regions = async (alerts: number) => {
    const all = (role: string) => [...element.querySelectorAll(`[role=${role}]`)];
    for (let turn = 0; turn < 300 && all('alert').length < alerts; turn += 1) {
      server.match(() => true).forEach((each) => each.flush(null, { status: 500, statusText: 'x' }));
      await settled();
      await fixture.whenStable();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const textsOf = (role: string) =>
      all(role).flatMap(({ textContent }) => textContent?.replace(/\s+/g, ' ').trim() || []);
    return { alerts: textsOf('alert'), states: textsOf('status') };
  };
  return { element, regions };
}

describe('the panel of a connection', () => {
  const expectNamed = (texts: readonly string[]) => {
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter((text) => !text.startsWith(LABEL))).toEqual([]);
  };

  it('names its connection in the alert and the state of a failed sign-in', async () => {
    const strategy = new FakeAuthStrategy();
    strategy.failNext('restore', new QlikError('http-unreachable', 'Down.', { remedy: 'Wait.' }));
    const { regions } = await show(strategy);
    const { alerts, states } = await regions(1);
    expectNamed(alerts);
    expectNamed(states);
  });

  it('names its connection in the alerts and states of its user, its lists and its app', async () => {
    const main = fakeQlikMain({ 'qix@v1': () => Promise.reject(new Error('No engine.')) });
    const uninstall = main.install();
    try {
      const strategy = new FakeAuthStrategy();
      strategy.failNext('currentUser');
      const { regions } = await show(strategy, 'sales');
      const { alerts, states } = await regions(3);
      expect(alerts.length).toBeGreaterThanOrEqual(3);
      expectNamed(alerts);
      expectNamed(states);
    } finally {
      uninstall();
    }
  });
});
