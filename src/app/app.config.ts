import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, provideExperimentalZonelessChangeDetection } from '@angular/core';
import {
  provideRouter,
  TitleStrategy,
  withComponentInputBinding,
  withDisabledInitialNavigation,
  withRouterConfig,
} from '@angular/router';
import {
  provideQlik,
  qlikInterceptor,
  withAnonymous,
  withAnonymousVirtualProxy,
  withApiKey,
  withConnections,
  withCookie,
  withHeader,
  withJwt,
  withJwtVirtualProxy,
  withM2M,
  withNoAuth,
  withNone,
  withOAuth2,
  withOAuth2Impersonation,
  withOAuth2Web,
  withPfx,
  withReference,
  withTicket,
  withWindows,
} from 'ngx-qlik';
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
      // A page that does not load is shown as such by the shell; nobody else waits for the navigation.
      withRouterConfig({ paramsInheritanceStrategy: 'always', resolveNavigationPromiseOnError: true }),
    ),
    { provide: TitleStrategy, useExisting: PageTitle },
    // The log is asked last, so that it sees each request as it goes out, repetitions after a renewal included.
    provideHttpClient(withInterceptors([qlikInterceptor, activityInterceptor])),
    // Every auth type, since this application shows them all. Yours names the ones that its connections have.
    provideQlik(
      withConnections('connections.json'),
      withOAuth2(),
      withOAuth2Impersonation(),
      withOAuth2Web(),
      withM2M(),
      withJwt(),
      withCookie(),
      withAnonymous(),
      withApiKey(),
      withTicket(),
      withWindows(),
      withHeader(),
      withJwtVirtualProxy(),
      withAnonymousVirtualProxy(),
      withPfx(),
      withNone(),
      withNoAuth(),
      withReference(),
    ),
  ],
};
