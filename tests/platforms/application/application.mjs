import '@angular/compiler';
import { Component, inject } from '@angular/core';
import { provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import { provideRouter, RouterOutlet } from '@angular/router';
import {
  createSignedInGuard,
  ConnectionRegistry,
  provideQlik,
  QlikAuthService,
  qlikInterceptor,
  withAnonymous,
  withConnections,
  withOAuth2,
} from 'ngx-qlik';
import { QlikChartComponent, QlikClassicChartComponent } from 'ngx-qlik/embed';
import { injectAppSession, injectHypercube } from 'ngx-qlik/qix';
import { provideQlikRest, QlikRest } from 'ngx-qlik/rest';

/** What the page around the application says of the tenant. */
export const TENANT = {
  connection: (host) => ({
    id: 'tenant',
    label: 'Tenant',
    platform: 'cloud',
    host,
    auth: { type: 'anonymous', clientId: 'sandbox-anonymous', accessCode: 'sandbox-movies' },
  }),
  appId: '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002',
};

const PageComponent = Component({
  selector: 'app-page',
  imports: [QlikChartComponent, QlikClassicChartComponent],
  template: `
    <p id="state">{{ auth.state('tenant')().status }}</p>
    <p id="session">{{ appSession()?.state()?.status ?? 'none' }}</p>
    <p id="shown">{{ shown }}</p>
    <button type="button" (click)="presses = presses + 1">Pressed {{ presses }} times</button>
    <qlik-chart
      connectionId="tenant"
      [appId]="appId"
      objectId="gross-by-genre"
      (ready)="shown = 'shown'"
      (failed)="shown = $event.message"
    />
  `,
})(
  class {
    appId = TENANT.appId;
    auth = inject(QlikAuthService);
    rest = inject(QlikRest);
    appSession = injectAppSession(() => ({ connectionId: 'tenant', appId: TENANT.appId }));
    cube = injectHypercube(this.appSession, () => ({ dimensions: ['[Major Genre]'], measures: ['=Sum(1)'] }));
    // No signal: only a change detection that the embed's output causes shows it.
    shown = 'waiting';
    presses = 0;

    ngDoCheck() {
      globalThis.checks = (globalThis.checks ?? 0) + 1;
    }
  },
);

export const ApplicationComponent = Component({
  selector: 'app-root',
  imports: [RouterOutlet],
  template:
    '<h1>Figures</h1><p id="configuration">{{ registry.configuration().status }}</p><router-outlet />',
})(
  class {
    registry = inject(ConnectionRegistry);
  },
);

/** @param connections as `withConnections(…)` takes them */
export function providers(connections) {
  return [
    provideQlik(withConnections(connections), withAnonymous(), withOAuth2()),
    provideQlikRest(),
    provideHttpClient(withFetch(), withInterceptors([qlikInterceptor])),
    provideRouter([
      {
        path: '',
        component: PageComponent,
        canActivate: [
          createSignedInGuard({
            connectionId: () => 'tenant',
            orElse: () => {
              throw new Error('The guard led elsewhere.');
            },
          }),
        ],
      },
    ]),
  ];
}
