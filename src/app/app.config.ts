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
import { provideActivityLog } from './activity/activity-log';
import { provideReloadEnds } from './connections/reload-ends';
import { routes } from './app.routes';
import { provideHostSessionCheck } from './host-account/host-account';
import { PageTitle } from './page/page-title';

/** Providers of the application. The router starts after the configuration is loaded, see `AppComponent`. */
export const appConfig: ApplicationConfig = {
  providers: [
    provideExperimentalZonelessChangeDetection(),
    provideRouter(
      routes,
      withDisabledInitialNavigation(),
      withComponentInputBinding(),
      // The shell shows pages that failed to load; no other code awaits the navigation.
      withRouterConfig({ paramsInheritanceStrategy: 'always', resolveNavigationPromiseOnError: true }),
    ),
    { provide: TitleStrategy, useExisting: PageTitle },
    // The log comes last, so that it sees each request as it is sent, retries after a renewal included.
    provideHttpClient(withInterceptors([qlikInterceptor, activityInterceptor])),
    provideActivityLog(),
    provideReloadEnds(),
    provideHostSessionCheck(),
    // All auth types, because this application demonstrates them. Your application names the types of its connections.
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
