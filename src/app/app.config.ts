import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, provideExperimentalZonelessChangeDetection } from '@angular/core';
import {
  provideRouter,
  TitleStrategy,
  withComponentInputBinding,
  withDisabledInitialNavigation,
  withRouterConfig,
} from '@angular/router';
import { provideQlik, qlikInterceptor, withConnections, withNoAuth, withOAuth2 } from 'ngx-qlik';
import { activityInterceptor } from './activity/activity.interceptor';
import { routes } from './app.routes';
import { PageTitle } from './page/page-title';

/** What the application is made of. Its routes start when the configuration is there; see `AppComponent`. */
export const appConfig: ApplicationConfig = {
  providers: [
    provideExperimentalZonelessChangeDetection(),
    provideRouter(
      routes,
      withDisabledInitialNavigation(),
      withComponentInputBinding(),
      withRouterConfig({ paramsInheritanceStrategy: 'always' }),
    ),
    { provide: TitleStrategy, useExisting: PageTitle },
    // The log is asked last, so that it sees each request as it goes out, repetitions after a renewal included.
    provideHttpClient(withInterceptors([qlikInterceptor, activityInterceptor])),
    provideQlik(withConnections('connections.json'), withOAuth2(), withNoAuth()),
  ],
};
