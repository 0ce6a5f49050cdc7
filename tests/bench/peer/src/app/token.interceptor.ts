import type { HttpInterceptorFn } from '@angular/common/http';
import { environment } from './environment';

/** The token of the last sign-in, where `@qlik/api` stores it. */
const KEY = `qlik-qmfe-api-${environment.clientId}_user_default-access-token`;

export const tokenInterceptor: HttpInterceptorFn = (request, next) => {
  const token = sessionStorage.getItem(KEY);
  return next(
    token !== null && request.url.startsWith(environment.tenant)
      ? request.clone({ setHeaders: { Authorization: `Bearer ${token}` } })
      : request,
  );
};
